import { expect, test } from "vitest";

import { isUrgent } from "./triage";

// The table of tests/rules/test_triage.py: what is said before sending is what the server marks.
test.each([
  ["I have chest pain since noon", true, "the plain phrase"],
  ["CHEST PAIN!!", true, "capitals and punctuation do not hide it"],
  ["I can’t breathe well", true, "a typographic apostrophe is an apostrophe"],
  ["Me desmayé en la cocina", true, "accents do not hide it"],
  ["me desmaye ayer", true, "nor does leaving them out"],
  ["Tengo un dolor en el pecho", true, "Spanish has its own phrases"],
  ["No chest pain, I feel fine", false, "a negation directly before turns it round"],
  ["without any chest pain", false, "also with one word between"],
  ["Sin dolor de pecho desde ayer", false, "negation in Spanish"],
  ["No. I have chest pain", true, "a negation of something else further back does not"],
  ["My chestnut painting is done", false, "parts of words are no phrase"],
  ["When is my appointment?", false, "an ordinary question"],
  ["", false, "nothing was said"],
  ["I have chest pain and I cannot breathe", true, "two of them"],
  ["No chest pain before, but now I have chest pain", true, "negated once, said once"],
])("%s → %s: %s", (text, expected) => {
  expect(isUrgent(text)).toBe(expected);
});
