/** Whether a problem or a medicine still holds, and the word for one that does so only in part or no more. */
import type { StaffWord } from "../words";

/** As FHIR has them: the clinical status of a condition, the status of an order. */
const OVER: readonly string[] = ["completed", "ended", "inactive", "resolved", "stopped"];

/** What a plain "active" need not say. */
const WORDS: Readonly<Record<string, StaffWord>> = {
  completed: "context.completed",
  ended: "context.ended",
  inactive: "context.ended",
  "on-hold": "context.onHold",
  remission: "context.remission",
  resolved: "context.resolved",
  stopped: "context.stopped",
};

export interface Standing {
  readonly status: string | null;
  readonly until: string | null;
}

/** A remission stays among what holds: whoever answers a message must not overlook it. */
export function isPast({ status, until }: Standing): boolean {
  return status === null ? until !== null : OVER.includes(status);
}

export function standingWord(standing: Standing): StaffWord | null {
  const word = WORDS[standing.status ?? ""] ?? null;
  return word ?? (isPast(standing) ? "context.ended" : null);
}
