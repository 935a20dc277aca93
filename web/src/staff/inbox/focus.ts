/** Where the focus goes when a key or a click moves the work from pane to pane. */
import type { Id } from "../../live/wire";

export const PANE_ID = "thread";
export const REPLY_ID = "reply-text";

export function rowId(thread: Id): string {
  return `row-${thread}`;
}

/** Someone opened a conversation by click or Enter: they go on reading there. */
export function focusThread() {
  focusSoon(PANE_ID);
}

export function focusReply() {
  focusSoon(REPLY_ID);
}

/** After the paint that shows it. */
function focusSoon(id: string) {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}
