import { expect, test } from "vitest";

import { dueAt } from "./due";

const MORNING = new Date(2026, 10, 20, 9, 30);
const EVENING = new Date(2026, 10, 20, 18, 0);

test.each([
  ["today", MORNING, new Date(2026, 10, 20, 17, 0)],
  ["today", EVENING, new Date(2026, 10, 21, 17, 0)],
  ["tomorrow", MORNING, new Date(2026, 10, 21, 17, 0)],
  ["week", MORNING, new Date(2026, 10, 27, 17, 0)],
] as const)("%s is the end of that day", (due, now, at) => {
  expect(dueAt(due, now)).toBe(at.toISOString());
});

test("no time is none", () => {
  expect(dueAt("none", MORNING)).toBeNull();
});
