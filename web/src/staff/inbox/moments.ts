/** The moments a conversation is parked until, on the clock of whoever parks it. Pure. */
import type { Instant } from "../../live/wire";

export const PRESETS = ["later", "tomorrow", "monday", "week"] as const;
export type Preset = (typeof PRESETS)[number];

const MORNING = 8;
const LATER_H = 3;
const MONDAY = 1;
const WEEK = 7;

export function momentOf(preset: Preset, now: Date): Date {
  switch (preset) {
    case "later":
      return new Date(now.getTime() + LATER_H * 3_600_000);
    case "tomorrow":
      return morning(now, 1);
    case "monday":
      return morning(now, (WEEK + MONDAY - now.getDay()) % WEEK || WEEK);
    case "week":
      return morning(now, WEEK);
  }
}

function morning(now: Date, days: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, MORNING);
}

/** What a field for date and time gave, as an instant; null when it is no moment still to come. */
export function instantOf(local: string, now: Date): Instant | null {
  const at = new Date(local);
  return Number.isNaN(at.getTime()) || at <= now ? null : at.toISOString();
}

/** The beginning of this day, from which on work counts as done today. */
export function startOfDay(now: Date): Instant {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate()).toISOString();
}
