/** Chart texts for eyes: what coding systems add to names and units is left out. Display only; the record keeps it. */

/** The kinds SNOMED CT writes after a name: "Acute bronchitis (disorder)". */
const KIND =
  /\s+\((?:disorder|procedure|finding|situation|regime\/therapy|observable entity|event|person|substance|product|medicinal product|morphologic abnormality|body structure|physical object|context-dependent category|environment|qualifier value|occupation)\)$/;

/** Units of UCUM that are written otherwise in a practice. */
const UNITS: Readonly<Record<string, string>> = {
  "mm[Hg]": "mmHg",
  "[degF]": "°F",
  Cel: "°C",
  "[lb_av]": "lb",
  "[in_i]": "in",
  "[in_us]": "in",
  "10*3/uL": "10³/µL",
  "10*6/uL": "10⁶/µL",
  "kg/m2": "kg/m²",
};

/** "Acute bronchitis (disorder)" → "Acute bronchitis". A name that is nothing else stays. */
export function plainName(name: string): string {
  return name.replace(KIND, "") || name;
}

/** "mm[Hg]" → "mmHg", "{score}" → "", "mL/min/{1.73_m2}" → "mL/min/1.73 m²". */
export function plainUnit(unit: string): string {
  const known = UNITS[unit];
  if (known !== undefined) return known;
  return unit
    .replaceAll("{1.73_m2}", "1.73 m²")
    .replace(/\{[^}]*\}/g, "")
    .replace("[IU]", "IU")
    .replace(/^1?$/, "")
    .trim();
}

/** A value already in words may carry its unit: "118/76 mm[Hg]". */
export function plainValue(text: string): string {
  return plainName(text)
    .split(" ")
    .map((part) => (part in UNITS || /^\{.*\}$/.test(part) ? plainUnit(part) : part))
    .filter((part) => part !== "")
    .join(" ");
}
