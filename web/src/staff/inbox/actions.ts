/** What can be done to a conversation, each with its words and its way back. */
import { useLive, useMe } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Args, CommandName, Id, Named, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";

export interface ThreadActions {
  readonly claim: () => void;
  readonly assignTo: (person: Named) => void;
  readonly assignToPool: (pool: Named) => void;
  /** Marks it done and opens the next; on one that is done, reopens it. */
  readonly finish: () => void;
}

export function useThreadActions(thread: Thread, onDone: () => void): ThreadActions {
  const t = useStaffWords();
  const live = useLive();
  const { actor } = useMe();
  const id = thread.thread;

  const run = async <N extends CommandName>(name: N, args: Args<N>): Promise<boolean> => {
    try {
      await live.do(name, args);
      return true;
    } catch (error) {
      const words = error instanceof Refusal && error.message !== "" ? error.message : t("failed.general");
      showToast({ words, tone: "danger" });
      return false;
    }
  };
  const tell = (words: string, undo: () => void) => {
    announce(words);
    showToast({ words, undo: { name: t("staff.undo"), run: undo } });
  };
  /** Back to whoever had it: the person, else the pool. */
  const giveBack = () => void run("thread.assign", { thread: id, ...formerly(thread) });

  return {
    claim: () => {
      if (thread.owner?.id === actor.person) return;
      // A claim is for what nobody has; taking over from a colleague is assigning it to oneself.
      const taken = thread.owner
        ? run("thread.assign", { thread: id, person: actor.person })
        : run("thread.claim", { thread: id });
      void taken.then((isDone) => isDone && tell(t("thread.claimed"), giveBack));
    },
    assignTo: (person) =>
      void run("thread.assign", { thread: id, person: person.id }).then(
        (isDone) => isDone && tell(t("thread.assigned", { name: person.name }), giveBack),
      ),
    assignToPool: (pool) =>
      void run("thread.assign", { thread: id, pool: pool.id }).then(
        (isDone) => isDone && tell(t("thread.assigned", { name: pool.name }), giveBack),
      ),
    finish: () => {
      if (thread.state === "closed") {
        void run("thread.reopen", { thread: id }).then((isDone) => isDone && announce(t("thread.reopened")));
        return;
      }
      const owner = thread.owner;
      const reopen = () =>
        void (owner ? run("thread.assign", { thread: id, person: owner.id }) : run("thread.reopen", { thread: id }));
      onDone();
      void run("thread.close", { thread: id }).then((isDone) => isDone && tell(t("thread.doneNext"), reopen));
    },
  };
}

function formerly(thread: Thread): { person?: Id; pool?: Id } {
  if (thread.owner) return { person: thread.owner.id };
  return thread.pool ? { pool: thread.pool } : {};
}
