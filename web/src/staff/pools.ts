/** The practice's pools, in the order of their names. */
import { useMemo } from "react";

import { useSee } from "../app/live";
import type { Data } from "../live/wire";

export type Pool = Data<"pool.list">["pools"][number];

const NONE: readonly Pool[] = [];

export function usePools(): readonly Pool[] {
  const pools = useSee("pool.list", {}).data?.pools ?? NONE;
  return useMemo(() => [...pools].sort((one, other) => one.name.localeCompare(other.name)), [pools]);
}
