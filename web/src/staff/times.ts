/** Instants and dates in the words of the reader, on the practice's clock. */
import { useMemo } from "react";

import { useMe } from "../app/live";
import { useLanguage } from "../app/words";
import type { Language } from "../live/wire";
import { useStaffWords, type StaffWord } from "./words";
import type { Words } from "../words/catalogue";

const DAY_MS = 86_400_000;

export interface Times {
  /** 9:30 AM */
  readonly clock: (at: string) => string;
  /** The time today, the weekday this week, else the date: for a narrow column. */
  readonly short: (at: string) => string;
  /** Today, Yesterday, or Monday, November 16. */
  readonly day: (at: string) => string;
  /** 5:00 PM today, Tue 5:00 PM within the week, else Nov 24, 5:00 PM. */
  readonly stamp: (at: string) => string;
  /** A FHIR date of any precision ("2019", "2019-05", "2019-05-02") or an instant, without the time. */
  readonly date: (at: string) => string;
  /** Whole years since a birth date. */
  readonly age: (born: string) => number;
  /** The day's own name, equal for two instants of one day in the practice. */
  readonly dayKey: (at: string) => string;
  readonly isPast: (at: string) => boolean;
  /** Of a day: May 2026. */
  readonly month: (day: string) => string;
  /** Of a day: its short weekday and its number, Tue and 5. */
  readonly dayOfMonth: (day: string) => readonly [string, string];
}

export function useTimes(): Times {
  const { practice } = useMe();
  const language = useLanguage();
  const t = useStaffWords();
  return useMemo(() => timesFor(language, practice.time_zone, t), [language, practice.time_zone, t]);
}

export function timesFor(language: Language, timeZone: string, t: Words<StaffWord>): Times {
  const locale = language === "es" ? "es-US" : "en-US";
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone, ...options });
    return (at: string | number) => formatter.format(new Date(at));
  };
  const clock = format({ hour: "numeric", minute: "2-digit" });
  const weekday = format({ weekday: "short" });
  const dayAndMonth = format({ day: "numeric", month: "short" });
  const longDay = format({ weekday: "long", day: "numeric", month: "long" });
  const fullDay = format({ day: "numeric", month: "short", year: "numeric" });
  const inWords = (day: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(new Date(day));
  const keyOf = new Intl.DateTimeFormat("sv-SE", { timeZone });
  const dayKey = (at: string | number) => keyOf.format(new Date(at));
  const daysAgo = (at: string) => Math.round((Date.parse(dayKey(Date.now())) - Date.parse(dayKey(at))) / DAY_MS);

  return {
    clock,
    dayKey,
    short: (at) => {
      const days = daysAgo(at);
      if (days <= 0) return clock(at);
      return days < 7 ? weekday(at) : dayAndMonth(at);
    },
    day: (at) => {
      const days = daysAgo(at);
      if (days === 0) return t("thread.today");
      return days === 1 ? t("thread.yesterday") : longDay(at);
    },
    stamp: (at) => {
      const days = Math.abs(daysAgo(at));
      if (days === 0) return clock(at);
      return days < 7 ? `${weekday(at)} ${clock(at)}` : `${dayAndMonth(at)}, ${clock(at)}`;
    },
    date: (at) => (at.length > 10 ? fullDay(at) : partialDate(at, locale)),
    age: (born) => yearsBetween(born, dayKey(Date.now())),
    month: (day) => inWords(day, { month: "long", year: "numeric" }),
    dayOfMonth: (day) => [inWords(day, { weekday: "short" }), inWords(day, { day: "numeric" })],
    isPast: (at) => Date.parse(at) < Date.now(),
  };
}

/** A date without a time has no zone: it is the same day everywhere. */
function partialDate(date: string, locale: string): string {
  const options: Intl.DateTimeFormatOptions = { timeZone: "UTC", year: "numeric" };
  if (date.length >= 7) options.month = "short";
  if (date.length >= 10) options.day = "numeric";
  return new Intl.DateTimeFormat(locale, options).format(new Date(`${date}${"-01-01".slice(date.length === 4 ? 0 : date.length === 7 ? 3 : 6)}`));
}

function yearsBetween(born: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return today.slice(5) < born.slice(5) ? years - 1 : years;
}
