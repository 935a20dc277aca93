/** Whether words should not wait for an answer: the same list and rules as on the server, here before they are sent. Pure. */

import listed from "../../../../config/urgent-phrases.json";

/** How far a negation reaches: "no chest pain", "without any chest pain". */
const WORDS_BEFORE = 2;
const MARKS = /\p{M}/gu;
const APART = /[!"#$%&()*+,\-./:;<=>?@[\\\]^_`{|}~¿¡…–—“”«»]/g;

const phrases: readonly (readonly string[])[] = [...listed.en, ...listed.es].map(fold);
const negations: ReadonlySet<string> = new Set(listed.negations);

/** Holds one of the urgent phrases, not directly negated. Never a diagnosis. */
export function isUrgent(text: string): boolean {
  const words = fold(text);
  const isNegated = (at: number) => words.slice(Math.max(0, at - WORDS_BEFORE), at).some((word) => negations.has(word));
  return words.some(
    (_, at) => phrases.some((phrase) => phrase.every((word, step) => words[at + step] === word)) && !isNegated(at),
  );
}

/** The words of a text in lower case, without accents or punctuation, with straight apostrophes. */
export function fold(text: string): string[] {
  const plain = text.toLowerCase().replaceAll("’", "'").normalize("NFKD").replace(MARKS, "");
  return plain.replace(APART, " ").split(/\s+/).filter(Boolean);
}
