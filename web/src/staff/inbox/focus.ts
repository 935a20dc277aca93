/** Where the focus goes when a key or a click moves the work from pane to pane. */
import { flushSync } from "react-dom";

import type { Id } from "../../live/wire";

export const PANE_ID = "thread";
export const REPLY_ID = "reply-text";

export function rowId(thread: Id): string {
  return `row-${thread}`;
}

/** The conversation whose row has the focus. */
export function rowAt(): Id | null {
  const at = document.activeElement?.closest("[data-row]");
  return at instanceof HTMLElement ? (at.dataset["row"] ?? null) : null;
}

/** Someone opened a conversation by click or Enter: they go on reading there. */
export function focusThread() {
  // After the paint that shows it: the link has yet to be followed.
  requestAnimationFrame(() => document.getElementById(PANE_ID)?.focus());
}

/** Show the field for an answer and go there before the next key falls on the page: each letter there is a command. */
export function focusReply(show: () => void) {
  flushSync(show);
  document.getElementById(REPLY_ID)?.focus();
}
