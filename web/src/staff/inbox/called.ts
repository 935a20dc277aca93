/** What the reader was called into and has not seen yet. */
import { useEffect } from "react";

import { useLive, useSee } from "../../app/live";
import type { Id, Schemas } from "../../live/wire";
import { useIsVisible } from "../visible";

export type Mention = Schemas["Mention"];

const NONE: readonly Mention[] = [];

export function useMentions(): readonly Mention[] {
  return useSee("mention.list", {}).data?.mentions ?? NONE;
}

/** What is on a screen that someone may be looking at has been seen. */
export function useMentionsRead(thread: Id): void {
  const live = useLive();
  const isVisible = useIsVisible();
  const waits = useMentions().some((mention) => mention.thread === thread);
  useEffect(() => {
    // A refusal changes nothing on the page: it stays in the list.
    if (isVisible && waits) live.do("mention.read", { thread }).catch(() => undefined);
  }, [live, isVisible, waits, thread]);
}
