/** How far a message has come: in the chart, seen, answered. Pure. */

import type { By, Message } from "./wire";

export type Progress = "held" | "sent" | "seen" | "answered" | "retracted";

export function isFromPatientSide(author: By): boolean {
  return author.role === "patient" || author.role === "proxy";
}

/** Answered is what the other side has written after; a note answers nobody. `messages` are oldest first. */
export function progressOf(message: Message, messages: readonly Message[]): Progress {
  if (message.state !== "sent" && message.state !== "seen") return message.state;
  const side = isFromPatientSide(message.author);
  const later = messages.slice(messages.indexOf(message) + 1);
  const isAnswer = ({ author, state, internal }: Message) =>
    isFromPatientSide(author) !== side && !internal && (state === "sent" || state === "seen");
  return later.some(isAnswer) ? "answered" : message.state;
}
