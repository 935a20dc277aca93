/** What a closed connection means for the client: come back, or not and why. A pure table. */

export type Aftermath = "again" | "malformed" | "signed-out" | "forbidden" | "taken-over" | "outdated";

const BY_CODE: ReadonlyMap<number, Aftermath> = new Map([
  // The WebSocket library answers bad UTF-8 and oversize before the hub can.
  [1002, "malformed"],
  [1007, "malformed"],
  [1009, "malformed"],
  [4400, "malformed"],
  [4501, "signed-out"],
  [4503, "forbidden"],
  [4509, "taken-over"],
  [4526, "outdated"],
]);

/** 4000 to 4499 and whatever the network does come back; 4500 to 4999 do not. */
export function aftermathOf(code: number): Aftermath {
  const known = BY_CODE.get(code);
  if (known) return known;
  return code >= 4500 && code <= 4999 ? "forbidden" : "again";
}

const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/** Full jitter: anywhere from 0 to 0.5 s, doubling to 30 s, so that a thousand clients do not come back at once. */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt));
}
