import { expect, test } from "vitest";

import { NOTHING_FILLED, registrationOf, type Fields } from "./registration";

const filled: Fields = { ...NOTHING_FILLED, given: " Ana ", family: "Reyes Ortiz", born: "1968-06-27" };

test("names are trimmed and empty contact data is left out", () => {
  expect(registrationOf(filled)).toEqual({
    name: { given: "Ana", family: "Reyes Ortiz" },
    born: "1968-06-27",
    sex: "unknown",
    language: "en",
  });
});

test("contact data that is given goes along", () => {
  expect(registrationOf({ ...filled, email: "ana@mail.example ", telephone: "555-0101" })).toMatchObject({
    email: "ana@mail.example",
    telephone: "555-0101",
  });
});

test.each(["given", "family", "born"] as const)("nobody is registered without %s", (name) => {
  expect(registrationOf({ ...filled, [name]: name === "born" ? "" : "  " })).toBeNull();
});
