/** What is new to the reader in an open conversation: where it begins, and hearing of more. */
import { useEffect, useRef, useState } from "react";

import { useMe } from "../../app/live";
import type { Id, Message, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { useStaffWords } from "../words";

/** The first message that was unread when the conversation was opened; it stays marked while it is open. */
export function useFirstNew(thread: Thread, messages: readonly Message[]): Id | null {
  const { actor } = useMe();
  const [first] = useState(() => firstUnread(messages, thread.unread, actor.person));
  return first;
}

/** Own messages never count as unread, so they are passed over. */
export function firstUnread(messages: readonly Message[], unread: number, me: Id): Id | null {
  const others = messages.filter((message) => message.author.id !== me);
  return unread > 0 ? (others.at(-unread) ?? others[0])?.message ?? null : null;
}

/** Says who wrote when a message of someone else arrives at the end. */
export function useArrivals(messages: readonly Message[]) {
  const t = useStaffWords();
  const { actor } = useMe();
  const last = messages.at(-1);
  const heard = useRef(last?.message);
  useEffect(() => {
    if (!last || last.message === heard.current) return;
    heard.current = last.message;
    if (last.author.id !== actor.person) announce(t("thread.arrived", { name: last.author.name }));
  }, [last, actor.person, t]);
}
