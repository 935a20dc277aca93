/** Going to a message that was found: its address carries its id, and its conversation opens there. */
import { useEffect } from "react";
import { useSearch } from "wouter";

import type { SeenView } from "./live";
import type { Id } from "../live/wire";

const KEY = "message";

export function foundQuery(message: Id): string {
  return `?${KEY}=${encodeURIComponent(message)}`;
}

export function messageElementId(message: Id): string {
  return `message-${message}`;
}

/** The message the address names. */
export function useFoundMessage(): Id | null {
  return new URLSearchParams(useSearch()).get(KEY);
}

/** Asks for earlier pages until the message is among them, and then goes there. */
export function useReachFound({ data, hasMore, isAsking, more }: SeenView<"thread.page">): void {
  const found = useFoundMessage();
  const isHere = found !== null && data?.messages.some(({ message }) => message === found);
  const count = data?.messages.length ?? 0;
  useEffect(() => {
    if (found !== null && !isHere && hasMore && !isAsking && count > 0) more();
  }, [found, isHere, hasMore, isAsking, count, more]);
  useEffect(() => {
    if (!isHere || found === null) return;
    const go = requestAnimationFrame(() => {
      const element = document.getElementById(messageElementId(found));
      element?.focus({ preventScroll: true });
      element?.scrollIntoView({ block: "center" });
    });
    return () => cancelAnimationFrame(go);
  }, [isHere, found]);
}
