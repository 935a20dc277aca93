/** Who has the answer to a conversation while several are at it. Pure. */
import type { Claim } from "../../live/live";
import type { Id } from "../../live/wire";

/** Begun so close together, nobody can have seen the other begin: the lower id keeps the answer on both screens. */
const CLASH_MS = 1_500;

/**
 * The colleague who has the answer, or null when the reader may write. mine: since when the reader writes, null while
 * they do not. Whoever began last has taken over, since they could see who was there before.
 */
export function holderOf(me: Id, mine: number | null, others: readonly Claim[]): Claim | null {
  const latest = [...others].sort((a, b) => b.since - a.since)[0];
  if (!latest || mine === null) return latest ?? null;
  const ahead = latest.since - mine;
  if (Math.abs(ahead) <= CLASH_MS) return latest.id < me ? latest : null;
  return ahead > 0 ? latest : null;
}
