/** Who something can be given to: colleagues and pools, under keys that tell the two apart. */
import { useMe, useSee } from "../../app/live";
import type { Id } from "../../live/wire";
import type { SelectOption } from "../../ui/Select";
import { usePools } from "../pools";
import { useStaffWords } from "../words";

const ANSWERING = new Set(["provider", "nurse", "front_desk", "biller"]);

export function useReceivers(): readonly SelectOption[] {
  const t = useStaffWords();
  const { actor } = useMe();
  const people = useSee("staff.list", {}).data?.people ?? [];
  const pools = usePools();
  const working = people.filter((each) => ANSWERING.has(each.role));
  const named = working.map((each) => ({
    id: `person-${each.id}`,
    name: each.id === actor.person ? t("thread.me", { name: each.name }) : each.name,
  }));
  return [...named, ...pools.map((pool) => ({ id: `pool-${pool.id}`, name: t("task.pool", { name: pool.name }) }))];
}

export function receiverOf(key: string): { readonly owner: Id } | { readonly pool: Id } {
  const [kind, ...rest] = key.split("-");
  const id = rest.join("-");
  return kind === "pool" ? { pool: id } : { owner: id };
}
