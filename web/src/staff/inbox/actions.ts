/** What can be done to conversations, one or several at once, each with its words and its way back. */
import { useLive, useMe } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Args, CommandName, Id, Instant, Named, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";

/** Whom a conversation goes to: a person, or a pool. */
export type Receiver = { readonly person: Named } | { readonly pool: Named };

export interface Snooze {
  readonly until: Instant;
  readonly reason: string;
}

/** All of them answer how many it worked for. */
export interface Actions {
  readonly claim: (thread: Thread) => Promise<number>;
  readonly assign: (threads: readonly Thread[], to: Receiver, comment?: string) => Promise<number>;
  readonly snooze: (threads: readonly Thread[], snooze: Snooze) => Promise<number>;
  readonly close: (threads: readonly Thread[]) => Promise<number>;
  readonly reopen: (thread: Thread) => Promise<number>;
  readonly markUnread: (thread: Thread, from: Id) => Promise<number>;
}

type Step = { readonly [N in CommandName]: readonly [N, Args<N>] }[CommandName];

export function useActions(): Actions {
  const t = useStaffWords();
  const live = useLive();
  const { actor } = useMe();

  const one = async ([name, args]: Step): Promise<boolean> => {
    try {
      await live.do(name, args as Args<CommandName>);
      return true;
    } catch (error) {
      const words = error instanceof Refusal && error.message !== "" ? error.message : t("failed.general");
      showToast({ words, tone: "danger" });
      return false;
    }
  };
  /** Does it to each, and says it once; undoing undoes it for those it worked for. */
  const each = async (threads: readonly Thread[], step: (thread: Thread) => Step, said: (count: number) => string, undo?: (thread: Thread) => readonly Step[]) => {
    const worked = await Promise.all(threads.map((thread) => one(step(thread))));
    const done = threads.filter((_, at) => worked[at]);
    if (done.length === 0) return 0;
    announce(said(done.length));
    const back = async (thread: Thread) => {
      for (const way of undo?.(thread) ?? []) await one(way);
    };
    if (undo) showToast({ words: said(done.length), undo: { name: t("staff.undo"), run: () => done.forEach((thread) => void back(thread)) } });
    return done.length;
  };
  const assigned = (thread: Thread, to: Receiver): Step => [
    "thread.assign",
    { thread: thread.thread, ...("person" in to ? { person: to.person.id } : { pool: to.pool.id }) },
  ];

  return {
    claim: async (thread) => {
      if (thread.owner?.id === actor.person) return 0;
      // A claim is for what nobody has; taking over from a colleague is assigning it to oneself.
      const step = (): Step => (thread.owner ? assigned(thread, { person: { id: actor.person, name: "" } }) : ["thread.claim", { thread: thread.thread }]);
      return each([thread], step, () => t("thread.claimed"), asBefore);
    },
    assign: (threads, to, comment) => {
      const { name } = "person" in to ? to.person : to.pool;
      const step = (thread: Thread): Step => {
        const [command, args] = assigned(thread, to) as readonly ["thread.assign", Args<"thread.assign">];
        return [command, comment ? { ...args, comment } : args];
      };
      return each(threads, step, (count) => (count === 1 ? t("thread.assigned", { name }) : t("bulk.assigned", { name, count })), asBefore);
    },
    snooze: (threads, { until, reason }) => {
      const more = reason.trim() === "" ? {} : { reason: reason.trim() };
      const step = ({ thread }: Thread): Step => ["thread.snooze", { thread, until, ...more }];
      return each(threads, step, (count) => t("snooze.done", { count }), asUnsnoozed);
    },
    close: (threads) => each(threads, ({ thread }) => ["thread.close", { thread }], (count) => t("thread.doneNext", { count }), asOpen),
    reopen: (thread) => each([thread], () => ["thread.reopen", { thread: thread.thread }], () => t("thread.reopened")),
    markUnread: (thread, from) => each([thread], () => ["thread.unread", { thread: thread.thread, from }], () => t("thread.markedUnread")),
  };
}

/** Back to whoever had it: the person, else the pool. */
function asBefore(thread: Thread): readonly Step[] {
  const to = thread.owner ? { person: thread.owner.id } : { pool: thread.pool };
  return [["thread.assign", { thread: thread.thread, ...to }]];
}

function asUnsnoozed(thread: Thread): readonly Step[] {
  return thread.state === "snoozed" ? asSnoozed(thread) : [["thread.reopen", { thread: thread.thread }]];
}

function asSnoozed({ thread, snoozed_until, snooze_reason }: Thread): readonly Step[] {
  if (!snoozed_until) return [];
  return [["thread.snooze", { thread, until: snoozed_until, ...(snooze_reason ? { reason: snooze_reason } : {}) }]];
}

/** Handing it over opens it again. */
function asOpen(thread: Thread): readonly Step[] {
  const opened: Step = thread.owner
    ? ["thread.assign", { thread: thread.thread, person: thread.owner.id }]
    : ["thread.reopen", { thread: thread.thread }];
  return [opened, ...asSnoozed(thread)];
}
