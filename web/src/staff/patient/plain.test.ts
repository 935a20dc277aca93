import { expect, test } from "vitest";

import { plainName, plainUnit, plainValue } from "./plain";

test.each([
  ["Acute bronchitis (disorder)", "Acute bronchitis"],
  ["Medication review due (situation)", "Medication review due"],
  ["Depression screening (procedure)", "Depression screening"],
  ["Stress (finding)", "Stress"],
  ["Respiratory therapy (regime/therapy)", "Respiratory therapy"],
  ["Lisinopril 10 MG (Prinivil)", "Lisinopril 10 MG (Prinivil)"],
  ["Fracture (disorder) of wrist", "Fracture (disorder) of wrist"],
  ["", ""],
])("the name %j is read as %j", (name, plain) => {
  expect(plainName(name)).toBe(plain);
});

test.each([
  ["{score}", ""],
  ["1", ""],
  ["", ""],
  ["mm[Hg]", "mmHg"],
  ["mg/dL", "mg/dL"],
  ["%", "%"],
  ["/min", "/min"],
  ["{beats}/min", "/min"],
  ["mL/min/{1.73_m2}", "mL/min/1.73 m²"],
  ["10*3/uL", "10³/µL"],
  ["m[IU]/L", "mIU/L"],
  ["Cel", "°C"],
])("the unit %j is read as %j", (unit, plain) => {
  expect(plainUnit(unit)).toBe(plain);
});

test.each([
  ["118/76 mm[Hg]", "118/76 mmHg"],
  ["3 {score}", "3"],
  ["Never smoked tobacco (finding)", "Never smoked tobacco"],
  ["Positive", "Positive"],
])("the value %j is read as %j", (value, plain) => {
  expect(plainValue(value)).toBe(plain);
});
