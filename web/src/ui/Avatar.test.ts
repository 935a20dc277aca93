import { expect, test } from "vitest";

import { initials } from "./Avatar";

test.each([
  ["Lin Park", "LP", "first and last"],
  ["Dr. Amara Okafor", "AO", "a title is no name"],
  ["Ana Reyes Gutiérrez", "AG", "two surnames: the last"],
  ["Óscar", "Ó", "one word"],
  ["  ", "", "nothing"],
])("%j is %j (%s)", (name, letters) => {
  expect(initials(name)).toBe(letters);
});
