import { expect, test } from "vitest";

import { isPast, standingWord } from "./standing";

test.each([
  ["active", null, false, null],
  ["active", "2017-04-02", false, null],
  ["recurrence", null, false, null],
  ["on-hold", null, false, "context.onHold"],
  ["remission", "2017-04-02", false, "context.remission"],
  ["resolved", "2017-04-02", true, "context.resolved"],
  ["resolved", null, true, "context.resolved"],
  ["inactive", null, true, "context.ended"],
  ["stopped", null, true, "context.stopped"],
  ["completed", null, true, "context.completed"],
  [null, null, false, null],
  [null, "2017-04-02", true, "context.ended"],
])("status %j until %j: past %j, %j", (status, until, past, word) => {
  expect(isPast({ status, until })).toBe(past);
  expect(standingWord({ status, until })).toBe(word);
});
