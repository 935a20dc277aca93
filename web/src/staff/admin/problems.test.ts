import { expect, test } from "vitest";

import { Refusal } from "../../live/errors";
import { isBesideField, mailProblem, refusedField } from "./problems";

test.each([
  ["", null],
  ["ana@example.org", null],
  [" ana@example.org ", null],
  ["ana", "failed.email"],
  ["ana@example", "failed.email"],
  ["ana@example.", "failed.email"],
  ["ana reyes@example.org", "failed.email"],
  ["ana@@example.org", "failed.email"],
])("the address %j: %j", (email, problem) => {
  expect(mailProblem(email)).toBe(problem);
});

test("what the server did not take is said beside its field", () => {
  const refusal = new Refusal("invalid", "The field “telephone” is not in the expected form.", { field: "telephone" });
  expect(refusedField(refusal, "telephone")).toBe("failed.telephone");
  expect(refusedField(refusal, "email")).toBeNull();
  expect(isBesideField(refusal, ["email"])).toBe(false);
  expect(isBesideField(refusal, ["email", "telephone"])).toBe(true);
});

test("what is no matter of form keeps its own sentence", () => {
  const refusal = new Refusal("conflict", "Somebody has this address already.", { field: "email" });
  expect(refusedField(refusal, "email")).toBeNull();
});
