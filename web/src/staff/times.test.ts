import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { timesFor } from "./times";

const words = (id: string) => id;
const NEW_YORK = timesFor("en", "America/New_York", words);

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-21T03:00:00.000Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const plain = (text: string) => text.replaceAll("\u202f", " ");

test("it is still Friday in New York", () => {
  expect(NEW_YORK.day("2026-11-20T14:00:00.000Z")).toBe("thread.today");
  expect(NEW_YORK.day("2026-11-20T02:00:00.000Z")).toBe("thread.yesterday");
  expect(NEW_YORK.dayKey("2026-11-21T03:00:00.000Z")).toBe("2026-11-20");
});

test.each([
  ["2026-11-21T02:30:00.000Z", "9:30 PM", "today: the time"],
  ["2026-11-18T14:00:00.000Z", "Wed", "this week: the weekday"],
  ["2026-10-01T14:00:00.000Z", "Oct 1", "longer ago: the date"],
])("%s in a narrow column is %s (%s)", (at, shown) => {
  expect(plain(NEW_YORK.short(at))).toBe(shown);
});

test.each([
  ["2026-11-20T22:00:00.000Z", "5:00 PM", "today"],
  ["2026-11-23T22:00:00.000Z", "Mon 5:00 PM", "within a week"],
  ["2026-12-24T22:00:00.000Z", "Dec 24, 5:00 PM", "later"],
])("%s as a moment to keep in mind is %s (%s)", (at, shown) => {
  expect(plain(NEW_YORK.stamp(at))).toBe(shown);
});

test.each([
  ["2019", "2019"],
  ["2019-05", "May 2019"],
  ["2019-05-02", "May 2, 2019"],
  ["2019-05-02T01:00:00.000Z", "May 1, 2019"],
])("a date of the chart keeps its precision: %s", (at, shown) => {
  expect(NEW_YORK.date(at)).toBe(shown);
});

test.each([
  ["1984-11-20", 42, "birthday today"],
  ["1984-11-21", 41, "birthday tomorrow"],
  ["2026-03-01", 0, "an infant"],
])("born %s is %d (%s)", (born, age) => {
  expect(NEW_YORK.age(born)).toBe(age);
});
