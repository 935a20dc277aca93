/** What is wrong with a field of a form, in words, beside it; the server's own names of fields are not for eyes. */
import type { Refusal } from "../../live/errors";
import type { StaffWord } from "../words";

const MAIL = /^[^@\s]+@[^@\s]+\.[^@\s.]+$/;

const WORDS: Readonly<Record<string, StaffWord>> = {
  email: "failed.email",
  telephone: "failed.telephone",
  born: "failed.born",
  until: "failed.until",
  "name.given": "patients.need",
  "name.family": "patients.need",
  name: "patients.need",
};

/** The word for the field the server did not take, among those the form shows. */
export function refusedField(refusal: Refusal | null, field: string): StaffWord | null {
  return refusal?.code === "invalid" && refusal.field === field ? (WORDS[field] ?? null) : null;
}

/** Whether the refusal is said beside a field of its own. */
export function isBesideField(refusal: Refusal | null, fields: readonly string[]): boolean {
  return fields.some((field) => refusedField(refusal, field) !== null);
}

/** Null while an address may be one; an empty one is the form's own matter. */
export function mailProblem(email: string): StaffWord | null {
  const address = email.trim();
  return address === "" || MAIL.test(address) ? null : "failed.email";
}
