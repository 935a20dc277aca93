import { expect, test } from "vitest";

import { filled, found, languageFor, strayIn, VARIABLES, type QuickReply, type Values } from "./quick_reply";

const rest: QuickReply = {
  quick_reply: "q1",
  rev: 1,
  title: "Rest",
  text: { en: "Rest, {patient_first_name}. By {answer_by}. {my_name}", es: "Descanse, {patient_first_name}. {unknown}" },
  own: false,
  state: "kept",
};
const values: Values = {
  language: "es",
  patient_first_name: "Ana",
  patient_name: "Ana Ruiz",
  my_name: "Lin Park",
  practice_name: "Harbour Clinic",
  practice_telephone: "+1 555 010 0100",
  answer_by: "2026-11-24T22:00:00.000Z",
  time_zone: "America/New_York",
};

test("the words are the patient's language, or the one there is", () => {
  expect(languageFor(rest, "es")).toBe("es");
  expect(languageFor(rest, "en-US")).toBe("en");
  expect(languageFor({ ...rest, text: { en: "Rest", es: "" } }, "es")).toBe("en");
});

test("variables are filled in, moments said by the practice's clock", () => {
  expect(filled(rest, values, "en")).toBe("Rest, Ana. By Tuesday, November 24 at 5:00 PM. Lin Park");
  expect(filled(rest, values, "es")).toBe("Descanse, Ana. {unknown}");
});

test.each([
  ["Hello {patient_frist_name}", "{patient_frist_name}"],
  ["Hello { my_name }", "{ my_name }"],
  ["Hello {my_name", "{"],
  ["Hello {{my_name}}", "{"],
  [VARIABLES.map((name) => `{${name}}`).join(" "), null],
  ["", null],
])("in %j stands for nothing: %j", (text, stray) => {
  expect(strayIn(text)).toBe(stray);
});

test("every typed word narrows the list", () => {
  expect(found([rest], "REST desc")).toEqual([rest]);
  expect(found([rest], "rest refill")).toEqual([]);
});
