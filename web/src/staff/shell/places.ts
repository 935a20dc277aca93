/** The places of the inbox as verbs: G and a letter for each that every practice has, the palette for all. */
import { useLocation } from "wouter";

import { boxPath } from "../places";
import { usePools } from "../pools";
import type { Verb } from "../verbs";
import { useStaffWords } from "../words";

const POOL_KEYS = 9;

export function usePlaces(): readonly Verb[] {
  const t = useStaffWords();
  const [, go] = useLocation();
  const pools = usePools().filter((pool) => pool.open);
  return [
    { keys: "g i", words: t("keys.goMine"), run: () => go(boxPath({ kind: "mine" })) },
    { keys: "g a", words: t("keys.goAll"), run: () => go(boxPath({ kind: "all" })) },
    ...pools.map((pool, at) => ({
      ...(at < POOL_KEYS ? { keys: `g ${String(at + 1)}` } : {}),
      words: t("keys.goPool", { name: pool.name }),
      run: () => go(boxPath({ kind: "pool", id: pool.id })),
    })),
    { keys: "g s", words: t("keys.goAdmin"), run: () => go("/admin") },
  ];
}
