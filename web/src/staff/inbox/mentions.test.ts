import { expect, test } from "vitest";

import { begunName, completed, fromTokens, matching, partsOf, toTokens } from "./mentions";

const kim = { id: "p-kim", name: "Kim Doyle" };
const ann = { id: "p-ann", name: "Ann" };
const lee = { id: "p-lee", name: "Ann Lee" };
const jose = { id: "p-jose", name: "Dr. José Núñez" };
const people = [kim, ann, lee, jose];

test.each<[string, string | null]>([
  ["@", ""],
  ["Ask @ki", "ki"],
  ["Ask @Kim Do", "Kim Do"],
  ["Ask @Kim Doyle now", null],
  ["mail@ki", null],
  ["Ask Kim", null],
])("in %j a name is begun: %j", (text, begun) => {
  expect(begunName(text, text.length)).toBe(begun);
});

test("a name is found by any of its words, accents or not", () => {
  expect(matching(people, "nu")).toEqual([jose]);
  expect(matching(people, "an")).toEqual([ann, lee]);
  expect(matching(people, "")).toHaveLength(4);
});

test("a begun name is made whole in the middle of a line", () => {
  expect(completed("Ask @ki please", 7, "Kim Doyle")).toEqual({ text: "Ask @Kim Doyle please", caret: 15 });
});

test("names are kept as ids and written as names", () => {
  const text = "@Ann Lee and @Ann, see (@Dr. José Núñez). @Anna?";
  const kept = toTokens(text, people);
  expect(kept).toBe("<@p-lee> and <@p-ann>, see (<@p-jose>). @Anna?");
  expect(fromTokens(kept, people)).toBe(text);
});

test("somebody unknown stays as they are kept", () => {
  expect(partsOf("<@p-kim>, <@gone>", people)).toEqual([kim, ", <@gone>"]);
});
