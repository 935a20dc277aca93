/** Instants in words, on the practice's clock, which is named when this device keeps another. */

import { useMemo } from "react";

import { useMe } from "../app/live";
import { useLanguage } from "../app/words";
import type { Instant, Language } from "../live/wire";

export interface Times {
  /** "Tuesday, November 24, 5:00 PM": a promise, by the clock. */
  readonly promise: (at: Instant) => string;
  /** "9:30 AM" today, "Tue, Nov 24" otherwise. */
  readonly short: (at: Instant) => string;
  readonly clock: (at: Instant | number) => string;
  /** "Tuesday, November 24" */
  readonly day: (at: Instant) => string;
  /** Equal for two instants of one day. */
  readonly dayKey: (at: Instant) => string;
}

export function useTimes(): Times {
  const { time_zone } = useMe().practice;
  const language = useLanguage();
  return useMemo(() => timesIn(language, time_zone), [language, time_zone]);
}

export function timesIn(language: Language, timeZone: string): Times {
  const locale = language === "es" ? "es-US" : "en-US";
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: Instant | number) => formatter.format(new Date(at));
  };
  const isElsewhere = Intl.DateTimeFormat().resolvedOptions().timeZone !== timeZone;
  const clock = format({ hour: "numeric", minute: "2-digit" });
  const shortDay = format({ weekday: "short", day: "numeric", month: "short" });
  const dayKey = format({ year: "numeric", month: "2-digit", day: "2-digit" });
  return {
    clock,
    dayKey,
    day: format({ weekday: "long", day: "numeric", month: "long" }),
    short: (at) => (dayKey(at) === dayKey(Date.now()) ? clock(at) : shortDay(at)),
    promise: format({
      weekday: "long",
      day: "numeric",
      month: "long",
      hour: "numeric",
      minute: "2-digit",
      ...(isElsewhere ? { timeZoneName: "short" } : {}),
    }),
  };
}
