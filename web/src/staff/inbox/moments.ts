/** The moments a conversation is parked until, and where a day begins, on the practice's own clock. Pure. */
import type { Instant } from "../../live/wire";

export const PRESETS = ["later", "tomorrow", "monday", "week"] as const;
export type Preset = (typeof PRESETS)[number];

const DAY_MS = 86_400_000;
const MORNING_MS = 8 * 3_600_000;
const LATER_MS = 3 * 3_600_000;
const MONDAY = 1;
const WEEK = 7;

export function momentOf(preset: Preset, now: Date, zone: string): Instant {
  const today = midnightOf(now, zone);
  const morning = (days: number) => instantAt(today + days * DAY_MS + MORNING_MS, zone);
  switch (preset) {
    case "later":
      return new Date(now.getTime() + LATER_MS).toISOString();
    case "tomorrow":
      return morning(1);
    case "monday":
      return morning((WEEK + MONDAY - new Date(today).getUTCDay()) % WEEK || WEEK);
    case "week":
      return morning(WEEK);
  }
}

/** What a field for date and time gave, as an instant; null when it is no moment still to come. */
export function instantOf(local: string, now: Date, zone: string): Instant | null {
  const shown = Date.parse(`${local}Z`);
  if (Number.isNaN(shown)) return null;
  const at = instantAt(shown, zone);
  return Date.parse(at) > now.getTime() ? at : null;
}

/** The beginning of this day, from which on work counts as done today. */
export function startOfDay(now: Date, zone: string): Instant {
  return instantAt(midnightOf(now, zone), zone);
}

/** When a clock in the zone shows this, read as if it were UTC. Twice, for a change of the clocks in between. */
function instantAt(shown: number, zone: string): Instant {
  let at = shown;
  for (let round = 0; round < 2; round += 1) at += shown - shownAt(at, zone);
  return new Date(at).toISOString();
}

function shownAt(at: number, zone: string): number {
  const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "medium" });
  return Date.parse(`${clock.format(at).replace(" ", "T")}Z`);
}

function midnightOf(now: Date, zone: string): number {
  const shown = shownAt(now.getTime(), zone);
  return shown - (shown % DAY_MS);
}
