import { expect, test } from "vitest";

import { instantOf, momentOf, startOfDay, type Preset } from "./moments";

const NEW_YORK = "America/New_York";

test.each<[Preset, string, string, string]>([
  ["later", "2026-11-26T14:30:00Z", "2026-11-26T17:30:00.000Z", "three hours on"],
  ["tomorrow", "2026-11-27T03:00:00Z", "2026-11-27T13:00:00.000Z", "it is still Thursday in the practice"],
  ["tomorrow", "2026-12-31T15:00:00Z", "2027-01-01T13:00:00.000Z", "over the new year"],
  ["tomorrow", "2026-10-31T15:00:00Z", "2026-11-01T13:00:00.000Z", "the clocks go back overnight"],
  ["tomorrow", "2026-03-07T15:00:00Z", "2026-03-08T12:00:00.000Z", "the clocks go forward overnight"],
  ["monday", "2026-11-26T14:30:00Z", "2026-11-30T13:00:00.000Z", "from a Thursday"],
  ["monday", "2026-11-30T11:00:00Z", "2026-12-07T13:00:00.000Z", "on a Monday, the next one"],
  ["week", "2026-11-26T14:30:00Z", "2026-12-03T13:00:00.000Z", "the same day"],
])("%s at %s is %s: %s", (preset, now, expected) => {
  expect(momentOf(preset, new Date(now), NEW_YORK)).toBe(expected);
});

test.each([
  ["2026-11-27T08:00", "2026-11-27T13:00:00.000Z"],
  ["2026-11-26T09:30", null],
  ["", null],
  ["soon", null],
])("the field says %j: %j", (local, expected) => {
  expect(instantOf(local, new Date("2026-11-26T14:30:00Z"), NEW_YORK)).toBe(expected);
});

test("a day begins at midnight of the practice's clock", () => {
  expect(startOfDay(new Date("2026-11-27T03:00:00Z"), NEW_YORK)).toBe("2026-11-26T05:00:00.000Z");
});
