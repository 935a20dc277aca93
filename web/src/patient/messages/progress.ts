/** How far a message of the patient's side has come: in the chart, seen, answered. Pure. */

import type { By, Message } from "../../live/wire";

export type Progress = "held" | "sent" | "seen" | "answered" | "retracted";

export function isFromPatientSide(author: By): boolean {
  return author.role === "patient" || author.role === "proxy";
}

/** Answered is what the care team has written after. `messages` are oldest first. */
export function progressOf(message: Message, messages: readonly Message[]): Progress {
  if (message.state !== "sent" && message.state !== "seen") return message.state;
  const later = messages.slice(messages.indexOf(message) + 1);
  return later.some(({ author, state }) => !isFromPatientSide(author) && state !== "retracted") ? "answered" : message.state;
}
