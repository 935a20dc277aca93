/** Whom the reader speaks for, told apart by whether anything of the record is open to them. */

import { useMe } from "../app/live";
import type { SpokenFor } from "../live/wire";

export interface SpokenForParts {
  /** Read and written for, messages included. */
  readonly open: readonly SpokenFor[];
  /** Known by name only: the parent of an adolescent, for one. */
  readonly closed: readonly SpokenFor[];
}

export function useSpokenFor(): SpokenForParts {
  const { patients } = useMe().actor;
  return {
    open: patients.filter(({ scope }) => scope === "full"),
    closed: patients.filter(({ scope }) => scope === "limited"),
  };
}
