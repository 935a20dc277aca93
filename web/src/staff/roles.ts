/** What a role has screens for. The server decides what is allowed; this only leaves out what would be refused. */
import { useMe } from "../app/live";
import type { Role } from "../live/wire";

const CLINICAL: readonly Role[] = ["provider", "nurse"];
const DESK: readonly Role[] = [...CLINICAL, "front_desk"];
const QUEUE: readonly Role[] = [...DESK, "biller"];

export interface Screens {
  /** Conversations, and finding a patient. */
  readonly inbox: boolean;
  readonly chart: boolean;
  /** Adding patients and inviting them. */
  readonly patients: boolean;
  readonly proxies: boolean;
  /** Staff, pools, topics. */
  readonly practice: boolean;
}

export function screensFor(roles: readonly Role[]): Screens {
  const hasOne = (some: readonly Role[]) => roles.some((role) => some.includes(role));
  return {
    inbox: hasOne(QUEUE),
    chart: hasOne(CLINICAL),
    patients: hasOne([...DESK, "admin"]),
    proxies: hasOne(DESK),
    practice: roles.includes("admin"),
  };
}

export function useScreens(): Screens {
  return screensFor(useMe().actor.roles);
}
