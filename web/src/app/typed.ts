/** What somebody types into a search, at rest, and what was found last, so that nothing flickers while they go on. */
import { useEffect, useState } from "react";

const REST_MS = 150;

/** The text once it has not changed for a moment. */
export function useAtRest(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    const rest = setTimeout(() => setRested(text), REST_MS);
    return () => clearTimeout(rest);
  }, [text]);
  return rested;
}

/** The last answer there was, until there is a new one; nothing is kept once nothing is asked. */
export function useLast<T>(answer: T | undefined, isAsked: boolean): T | undefined {
  const [last, setLast] = useState<T | undefined>(undefined);
  const next = isAsked ? (answer ?? last) : undefined;
  if (next !== last) setLast(next);
  return next;
}
