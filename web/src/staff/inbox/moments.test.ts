import { expect, test } from "vitest";

import { instantOf, momentOf, startOfDay, type Preset } from "./moments";

const at = (text: string) => new Date(text);

test.each<[Preset, string, string]>([
  ["later", "2026-11-26T09:30:00", "2026-11-26T12:30:00"],
  ["tomorrow", "2026-11-26T23:59:00", "2026-11-27T08:00:00"],
  ["tomorrow", "2026-12-31T10:00:00", "2027-01-01T08:00:00"],
  ["monday", "2026-11-26T09:30:00", "2026-11-30T08:00:00"],
  ["monday", "2026-11-29T09:30:00", "2026-11-30T08:00:00"],
  ["monday", "2026-11-30T07:00:00", "2026-12-07T08:00:00"],
  ["week", "2026-11-26T09:30:00", "2026-12-03T08:00:00"],
])("%s at %s is %s", (preset, now, expected) => {
  expect(momentOf(preset, at(now))).toEqual(at(expected));
});

test.each<[string, boolean]>([
  ["2026-11-27T08:00", true],
  ["2026-11-26T09:30", false],
  ["", false],
  ["soon", false],
])("the field says %j: a moment to come is %j", (local, isOne) => {
  expect(instantOf(local, at("2026-11-26T09:30:00")) !== null).toBe(isOne);
});

test("a day begins at midnight of one's own clock", () => {
  expect(at(startOfDay(at("2026-11-26T09:30:00")))).toEqual(at("2026-11-26T00:00:00"));
});
