import { expect, test } from "vitest";

import type { TimelineItem } from "../../live/wire";
import { monthsOf } from "./timeline";

const item = (id: string, day: string, more: Partial<TimelineItem> = {}): TimelineItem => ({
  item: id,
  kind: "visit",
  at: `${day}T10:00:00.000Z`,
  day,
  has_time: true,
  title: id,
  detail: "",
  about: null,
  ...more,
});

test("items are put under their month, and the first of a day says so", () => {
  const months = monthsOf([item("d", "2026-05-03"), item("c", "2026-05-03"), item("b", "2026-05-01"), item("a", "2025-05-01")]);
  expect(months.map(({ key }) => key)).toEqual(["2026-05-03", "2025-05-01"]);
  expect(months[0]?.moments.map(({ isNewDay }) => isNewDay)).toEqual([true, false, true]);
});

test("results of one moment are one panel, results of another are not", () => {
  const result = { kind: "result" } as const;
  const months = monthsOf([
    item("c", "2026-05-03", { ...result, at: "2026-05-03T11:00:00.000Z" }),
    item("b", "2026-05-03", result),
    item("a", "2026-05-03", result),
  ]);
  expect(months[0]?.moments.map(({ items }) => items.map((each) => each.item))).toEqual([["c"], ["b", "a"]]);
});
