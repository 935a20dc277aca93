/** The one polite voice of the page: what a screen reader hears without the focus moving. */
import { useSyncExternalStore } from "react";

let spoken = "";
const listeners = new Set<() => void>();

/** Say it once; the same words twice in a row are told apart by a trailing space, or the second is not read. */
export function announce(words: string) {
  spoken = words === spoken ? `${words}\u00a0` : words;
  for (const listener of listeners) listener();
}

/** Takes back what no longer holds, unless something else has been said since. */
export function hush(words: string) {
  if (spoken.trimEnd() !== words) return;
  spoken = "";
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function LiveRegion() {
  const words = useSyncExternalStore(subscribe, () => spoken);
  return (
    <div className="hidden-text" role="status" aria-live="polite">
      {words}
    </div>
  );
}
