import { expect, test } from "vitest";

import type { Claim } from "../../live/live";
import { holderOf } from "./lock";

const at = (id: string, since: number): Claim => ({ id, name: id, role: "nurse", since });

test.each<[string, number | null, Claim[], string | null]>([
  ["nobody else is at it", 0, [], null],
  ["a colleague is, and the reader has not begun", null, [at("kim", 0)], "kim"],
  ["a colleague took over", 0, [at("kim", 9_000)], "kim"],
  ["the reader took over", 9_000, [at("kim", 0)], null],
  ["both began at once and the reader's id is lower", 100, [at("mia", 0)], null],
  ["both began at once and the reader's id is higher", 100, [at("ben", 200)], "ben"],
  ["of two, the later one has it", null, [at("kim", 0), at("mia", 5_000)], "mia"],
])("%s", (_why, mine, others, holder) => {
  expect(holderOf("lin", mine, others)?.id ?? null).toBe(holder);
});
