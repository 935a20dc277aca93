/** The practice's pools, in the order of their names. */
import { useMemo } from "react";

import { useSee } from "../app/live";
import type { Named } from "../live/wire";

const NONE: readonly Named[] = [];

export function usePools(): readonly Named[] {
  const pools = useSee("pool.list", {}).data?.pools ?? NONE;
  return useMemo(() => [...pools].sort((one, other) => one.name.localeCompare(other.name)), [pools]);
}
