/** The patient build's words, the shared ones beside them, and a sentence for each kind of failure. */

import { useWords } from "../app/words";
import type { Failure } from "../app/attempt";
import { Refusal } from "../live/errors";
import type en from "../words/patient.en.json";
import type { SharedWord, Words } from "../words/catalogue";

export type PatientWord = keyof typeof en | SharedWord;

export function usePatientWords(): Words<PatientWord> {
  return useWords<PatientWord>();
}

const SENTENCES: ReadonlyMap<string, PatientWord> = new Map([
  ["busy", "failure.busy"],
  ["not_found", "failure.not-found"],
  ["signed_out", "failure.signed-out"],
  ["too_large", "failure.too-large"],
  ["unsent", "failure.unsent"],
  ["unavailable", "failure.unreachable"],
] as const);

/** The server's own sentences are English; known codes are said in the reader's language. */
export function sayFailure(t: Words<PatientWord>, failure: Failure): string {
  if (!(failure instanceof Refusal)) return t("failure.unreachable");
  const word = SENTENCES.get(failure.code);
  return word ? t(word) : failure.message || t("failure.other");
}
