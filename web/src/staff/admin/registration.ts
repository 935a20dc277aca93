/** What is asked of a new patient, and what of it goes to the chart. */
import type { Args } from "../../live/wire";

export type Registration = Args<"patient.register">;

export const SEXES = ["female", "male", "other", "unknown"] as const;

/** The form as it stands, everything a string. */
export interface Fields {
  readonly given: string;
  readonly family: string;
  readonly born: string;
  readonly sex: (typeof SEXES)[number];
  readonly language: "en" | "es";
  readonly telephone: string;
  readonly email: string;
}

export const NOTHING_FILLED: Fields = {
  given: "",
  family: "",
  born: "",
  sex: "unknown",
  language: "en",
  telephone: "",
  email: "",
};

/** Null while a name or the birth date is missing; what was left empty is left out. */
export function registrationOf(fields: Fields): Registration | null {
  const given = fields.given.trim();
  const family = fields.family.trim();
  const email = fields.email.trim();
  const telephone = fields.telephone.trim();
  if (given === "" || family === "" || fields.born === "") return null;
  return {
    name: { given, family },
    born: fields.born,
    sex: fields.sex,
    language: fields.language,
    ...(email === "" ? {} : { email }),
    ...(telephone === "" ? {} : { telephone }),
  };
}
