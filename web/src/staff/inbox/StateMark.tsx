/** The state of a conversation as shape and word: quiet in a list, a chip at its head. */
import type { ThreadState } from "../../live/wire";
import { StatusChip, type Status } from "../../ui/StatusChip";
import { useStaffWords } from "../words";

const STATUS: Readonly<Record<ThreadState, Status>> = {
  open: "arrived",
  waiting: "plain",
  snoozed: "plain",
  closed: "done",
};

export function StateMark({ state }: { readonly state: ThreadState }) {
  const t = useStaffWords();
  if (state === "open") return null;
  return <span className="row-state">{t(`state.${state}`)}</span>;
}

export function ThreadStateChip({ state }: { readonly state: ThreadState }) {
  const t = useStaffWords();
  return <StatusChip status={STATUS[state]}>{t(`state.${state}`)}</StatusChip>;
}
