import { expect, test } from "vitest";

import { boxOf, boxPath, listArgs, type Box } from "./places";

const BOXES: readonly Box[] = [{ kind: "mine" }, { kind: "all" }, { kind: "pool", id: "01-A" }, { kind: "patient", id: "01KAJ" }];

test.each(BOXES)("a box and its path say the same: %j", (box) => {
  expect(boxOf(boxPath(box, "t1").split("/")[2])).toEqual(box);
});

test.each([undefined, "", "nonsense", "pool-", "patient"])("an unknown path is my own box: %j", (name) => {
  expect(boxOf(name)).toEqual({ kind: "mine" });
});

test.each([
  ["todo", { box: "pool", pool: "p", state: "open", limit: 50 }],
  ["waiting", { box: "pool", pool: "p", state: "waiting", limit: 50 }],
  ["any", { box: "pool", pool: "p", limit: 50 }],
] as const)("what a pool's box asks for under %s", (filter, args) => {
  expect(listArgs({ kind: "pool", id: "p" }, filter)).toEqual(args);
});
