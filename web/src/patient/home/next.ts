/** The one next thing for a patient to do, chosen from what is open. Pure. */

import type { Pending } from "../../live/live";
import type { Thread } from "../../live/wire";

export type Next =
  | { readonly kind: "unsent"; readonly pending: Pending }
  | { readonly kind: "read"; readonly thread: Thread }
  | { readonly kind: "waiting"; readonly thread: Thread }
  | { readonly kind: "nothing" };

/** What failed comes before what is new, what is new before what is awaited. `threads` are newest first. */
export function nextThing(threads: readonly Thread[], pending: readonly Pending[]): Next {
  const refused = pending.find(({ state }) => state === "refused");
  if (refused) return { kind: "unsent", pending: refused };
  const unread = threads.filter((thread) => thread.unread > 0);
  const first = unread.find(({ urgent }) => urgent) ?? unread[0];
  if (first) return { kind: "read", thread: first };
  const waiting = threads.find((thread) => thread.due_at && thread.state !== "closed");
  return waiting ? { kind: "waiting", thread: waiting } : { kind: "nothing" };
}
