/** The picked conversations, with their keys and dialogs; nothing while none is picked. */
import { useState } from "react";

import { useStaffWords } from "../words";
import { useVerbs, type Verb } from "../verbs";
import { useActions } from "./actions";
import { AssignDialog } from "./AssignDialog";
import { BulkBar } from "./BulkBar";
import type { Selection } from "./selection";
import { SnoozeDialog } from "./SnoozeDialog";

const NO_VERBS: readonly Verb[] = [];

export function Bulk({ selection }: { readonly selection: Selection }) {
  const t = useStaffWords();
  const actions = useActions();
  const [asking, setAsking] = useState<"assign" | "snooze" | null>(null);
  const { threads } = selection;
  const count = threads.length;
  const after = (done: Promise<number>) => {
    setAsking(null);
    selection.clear();
    void done;
  };
  const close = () => after(actions.close(threads.filter(({ state }) => state !== "closed")));
  const verbs: readonly Verb[] = [
    { keys: "a", words: t("bulk.assign", { count }), run: () => setAsking("assign") },
    { keys: "h", words: t("bulk.snooze", { count }), run: () => setAsking("snooze") },
    { keys: "e", words: t("bulk.done", { count }), run: close },
    { keys: "Escape", run: selection.clear },
  ];
  useVerbs(count > 0 ? verbs : NO_VERBS, true);
  if (count === 0) return null;
  return (
    <>
      <BulkBar
        count={count}
        onAssign={() => setAsking("assign")}
        onSnooze={() => setAsking("snooze")}
        onClose={close}
        onClear={selection.clear}
      />
      <AssignDialog
        count={asking === "assign" ? count : 0}
        onClose={() => setAsking(null)}
        onAssign={(to, comment) => after(actions.assign(threads, to, comment))}
      />
      <SnoozeDialog
        count={asking === "snooze" ? count : 0}
        onClose={() => setAsking(null)}
        onSnooze={(snooze) => after(actions.snooze(threads, snooze))}
      />
    </>
  );
}
