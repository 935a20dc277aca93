/** Patients by a part of their name. */
import { useDeferredValue } from "react";

import type { PatientLine } from "../../live/wire";
import { useSeeWhen } from "../asking";

/** Fewer letters than this name too many. */
export const PATIENT_LETTERS = 2;
const FOUND = 20;

/** Typing faster than the page paints asks only for the latest. */
export function usePatients(text: string): readonly PatientLine[] {
  const asked = useDeferredValue(text.trim());
  const found = useSeeWhen("patient.search", asked.length < PATIENT_LETTERS ? null : { text: asked, limit: FOUND });
  return found?.data?.patients ?? [];
}
