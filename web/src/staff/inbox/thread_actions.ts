/** What can be done to the open conversation, as buttons, keys and the palette offer it. */
import { useState } from "react";

import { useMe } from "../../app/live";
import type { Message, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { usePools } from "../pools";
import { useVerbs } from "../verbs";
import { useStaffWords } from "../words";
import { useActions, type Receiver, type Snooze } from "./actions";

/** Where the reader goes when the conversation was dealt with. */
export interface Leaving {
  /** Done: the next one opens. */
  readonly onDone: () => void;
  /** Sent or parked: on to the next, if there is one. */
  readonly onGo: (why: "sent" | "left") => void;
  /** Left unread: back to the list. */
  readonly onUnread: () => void;
}

export type Asking = "assign" | "comment" | "snooze" | "snooze-sent" | null;

export interface ThreadActions {
  readonly asking: Asking;
  readonly ask: (asking: Asking) => void;
  readonly claim: () => void;
  readonly assign: (to: Receiver, comment?: string) => void;
  readonly toPool: () => void;
  readonly snooze: () => void;
  readonly snoozeUntil: (snooze: Snooze) => void;
  /** Marks it done and opens the next; on one that is done, brings it back. */
  readonly finish: () => void;
  /** Unread again from the newest message of somebody else on; on one that is done, brings it back. */
  readonly markUnread: () => void;
}

export function useThreadActions(thread: Thread, messages: readonly Message[], leaving: Leaving): ThreadActions {
  const t = useStaffWords();
  const actions = useActions();
  const { actor } = useMe();
  const pools = usePools();
  const [asking, ask] = useState<Asking>(null);
  const isClosed = thread.state === "closed";
  const bringBack = () => void actions.reopen(thread);
  const assign = (to: Receiver, comment?: string) => {
    ask(null);
    void actions.assign([thread], to, comment);
  };
  return {
    asking,
    ask,
    claim: () => void actions.claim(thread),
    assign,
    toPool: () => {
      const pool = pools.find((each) => each.id === thread.pool);
      if (!thread.owner) announce(t("thread.inPool", { name: pool?.name ?? "" }));
      else if (pool) assign({ pool });
    },
    snooze: () => (isClosed ? announce(t("snooze.isDone")) : ask("snooze")),
    snoozeUntil: (snooze) => {
      ask(null);
      leaving.onGo("left");
      void actions.snooze([thread], snooze);
    },
    finish: () => {
      if (isClosed) return bringBack();
      leaving.onDone();
      void actions.close([thread]);
    },
    markUnread: () => {
      if (isClosed) return bringBack();
      const last = messages.findLast((message) => message.author.id !== actor.person && message.state !== "held");
      if (last === undefined) announce(t("thread.nothingToMark"));
      // The list first: an open conversation is read as it is shown.
      else void actions.markUnread(thread, last.message).then((count) => count > 0 && leaving.onUnread());
    },
  };
}

/** The keys of an open conversation, named for the palette. */
export function useThreadVerbs(thread: Thread, actions: ThreadActions, write: (mode: "reply" | "note") => void): void {
  const t = useStaffWords();
  const isClosed = thread.state === "closed";
  useVerbs([
    { keys: "r", words: t("keys.reply"), run: () => write("reply") },
    { keys: "i", words: t("keys.note"), run: () => write("note") },
    { keys: "m", words: t("keys.claim"), run: actions.claim },
    { keys: "a", words: t("keys.assign"), run: () => actions.ask("assign") },
    { keys: "shift+a", words: t("keys.comment"), run: () => actions.ask("comment") },
    { keys: "t", words: t("keys.pool"), run: actions.toPool },
    { keys: "h", words: t("keys.snooze"), run: actions.snooze },
    { keys: "e", words: t(isClosed ? "thread.reopen" : "thread.done"), run: actions.finish },
    { keys: "u", words: t(isClosed ? "thread.reopen" : "keys.unread"), run: actions.markUnread },
  ]);
}
