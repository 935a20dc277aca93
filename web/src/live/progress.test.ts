import { expect, test } from "vitest";

import { ana, lin, messageOf } from "./testing/cast";
import { progressOf } from "./progress";

const mine = messageOf("mine", { author: ana });
const seen = messageOf("mine", { author: ana, state: "seen" });
const answer = messageOf("answer", { author: lin });

test.each([
  ["in the chart", mine, [mine], "sent"],
  ["seen", seen, [seen], "seen"],
  ["answered after", seen, [seen, answer], "answered"],
  ["an answer that was there before is no answer", mine, [answer, mine], "sent"],
  ["an answer that was taken back is no answer", seen, [seen, { ...answer, state: "retracted" as const }], "seen"],
  ["another of mine is no answer", mine, [mine, messageOf("more", { author: ana })], "sent"],
])("%s", (_why, message, messages, expected) => {
  expect(progressOf(message, messages)).toBe(expected);
});
