import { expect, test } from "vitest";

import { stretch } from "./selection";

test.each([
  ["b", "d", ["b", "c", "d"]],
  ["d", "b", ["b", "c", "d"]],
  ["c", "c", ["c"]],
  ["gone", "c", ["c"]],
])("from %s to %s", (from, to, expected) => {
  expect(stretch(["a", "b", "c", "d"], from, to)).toEqual(expected);
});
