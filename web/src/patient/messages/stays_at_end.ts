/** Keeps the newest message in sight for who is at the end of a conversation, and leaves the others where they read. */

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

const NEAR_PX = 160;

function isNearEnd(): boolean {
  const { scrollHeight } = document.documentElement;
  return scrollHeight - (scrollY + innerHeight) < NEAR_PX;
}

/** `count` is how many things there are to see; put the returned ref behind the last one. */
export function useStaysAtEnd(count: number): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  const wasNear = useRef(true);
  useEffect(() => {
    const note = () => void (wasNear.current = isNearEnd());
    // A keyboard opens, or the menu takes its place: what was at the end still is.
    const stay = () => wasNear.current && end.current?.scrollIntoView({ block: "end" });
    addEventListener("scroll", note, { passive: true });
    addEventListener("resize", stay);
    // What comes late makes the page longer: the promise above the answer, for one.
    const growing = new ResizeObserver(stay);
    growing.observe(document.body);
    return () => {
      growing.disconnect();
      removeEventListener("scroll", note);
      removeEventListener("resize", stay);
    };
  }, []);
  useLayoutEffect(() => {
    if (wasNear.current) end.current?.scrollIntoView({ block: "end" });
  }, [count]);
  return end;
}
