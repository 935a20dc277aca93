import { expect, test } from "vitest";

import { ana, lin, messageOf } from "../../live/testing/cast";
import { hasLastWord, newestOfOthers } from "./preview";

const mine = messageOf("mine", { author: ana });
const answer = messageOf("answer", { author: lin });
const gone = messageOf("gone", { author: lin, state: "retracted" });

test.each([
  ["an answer", [mine, answer], answer, false],
  ["an answer, and mine after it", [answer, mine], answer, true],
  ["what was taken back says nothing", [answer, mine, gone], answer, true],
  ["mine alone", [mine], undefined, true],
  ["nothing known", [], undefined, false],
])("%s", (_why, messages, newest, isLast) => {
  expect(newestOfOthers(messages, ana.id)).toEqual(newest);
  expect(hasLastWord(messages, ana.id)).toBe(isLast);
});
