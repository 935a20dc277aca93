/** The staff build's own words beside the shared ones. */
import { useWords } from "../app/words";
import type en from "../words/staff.en.json";
import type { SharedWord, Words } from "../words/catalogue";

export type StaffWord = keyof typeof en;

export function useStaffWords(): Words<StaffWord | SharedWord> {
  return useWords<StaffWord>();
}
