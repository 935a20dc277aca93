/** When a task is due, in the steps people think in. Pure. */

export const DUE = ["none", "today", "tomorrow", "week", "month"] as const;
export type Due = (typeof DUE)[number];

const DAYS = { today: 0, tomorrow: 1, week: 7, month: 30 } as const;
const END_OF_DAY_HOUR = 17;

/** The end of that day; of the next one where today's is over. */
export function dueAt(due: Due, now: Date): string | null {
  if (due === "none") return null;
  const at = new Date(now);
  at.setDate(at.getDate() + DAYS[due]);
  at.setHours(END_OF_DAY_HOUR, 0, 0, 0);
  if (at <= now) at.setDate(at.getDate() + 1);
  return at.toISOString();
}
