/** Who said the last words of a conversation, as far as its messages are known here. Pure. */

import type { Id, Message } from "../../live/wire";

function isShown({ state }: Message): boolean {
  return state === "sent" || state === "seen";
}

/** The newest message that others wrote. `messages` are oldest first. */
export function newestOfOthers(messages: readonly Message[], reader: Id): Message | undefined {
  return messages.findLast((message) => isShown(message) && message.author.id !== reader);
}

/** Whether the reader had the last word, and so has seen what came before it. `messages` are oldest first. */
export function hasLastWord(messages: readonly Message[], reader: Id): boolean {
  return messages.findLast(isShown)?.author.id === reader;
}
