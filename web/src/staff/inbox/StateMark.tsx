/** The state of a conversation as shape and word: quiet in a list, a chip at its head. */
import type { Thread, ThreadState } from "../../live/wire";
import { StatusChip, type Status } from "../../ui/StatusChip";
import { useTimes } from "../times";
import { useStaffWords } from "../words";

const STATUS: Readonly<Record<ThreadState, Status>> = {
  open: "arrived",
  waiting: "plain",
  snoozed: "plain",
  closed: "done",
};

export function StateMark({ thread }: { readonly thread: Thread }) {
  const words = useStateWords(thread);
  return words === null ? null : <span className="row-state">{words}</span>;
}

export function ThreadStateChip({ thread }: { readonly thread: Thread }) {
  const t = useStaffWords();
  const words = useStateWords(thread);
  return (
    <>
      <StatusChip status={STATUS[thread.state]}>{t(`state.${thread.state}`)}</StatusChip>
      {words === null || thread.state === "waiting" ? null : <span className="muted small">{words}</span>}
    </>
  );
}

/** What the state means here: until when and why it waits, why it came back, who finished it and when. */
function useStateWords(thread: Thread): string | null {
  const t = useStaffWords();
  const times = useTimes();
  const { state, snoozed_until, snooze_reason: reason, closed_at, closed_by } = thread;
  switch (state) {
    case "open":
      return reason ? t("snooze.back", { reason }) : null;
    case "waiting":
      return t("state.waiting");
    case "snoozed":
      if (!snoozed_until) return t("state.snoozed");
      return t(reason ? "snooze.why" : "snooze.when", { time: times.stamp(snoozed_until), reason: reason ?? "" });
    case "closed":
      return closed_at && closed_by ? t("state.closedBy", { name: closed_by.name, time: times.stamp(closed_at) }) : t("state.closed");
  }
}
