/** Colleagues in a note: `@Name` where it is written, `<@id>` where it is kept, so that a name may change. Pure. */
import type { Named } from "../../live/wire";

const TOKEN = /<@([0-9A-Za-z_.:-]{1,64})>/g;
const BEGUN = /(?:^|\s)@([\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}.'’-]*)?)$/u;

/** What has been typed of a name, up to the caret; null when no name is begun there. */
export function begunName(text: string, caret: number): string | null {
  return BEGUN.exec(text.slice(0, caret))?.[1] ?? null;
}

/** Those whose name has a word that begins so, at most eight. */
export function matching<P extends Named>(people: readonly P[], begun: string): readonly P[] {
  const wanted = fold(begun);
  const fits = (name: string) => name.startsWith(wanted) || name.split(" ").some((word) => word.startsWith(wanted));
  return people.filter(({ name }) => fits(fold(name))).slice(0, 8);
}

/** The text with the begun name made whole, and where the caret goes. */
export function completed(text: string, caret: number, name: string): { readonly text: string; readonly caret: number } {
  const begun = begunName(text, caret) ?? "";
  const before = `${text.slice(0, caret - begun.length)}${name} `;
  return { text: before + text.slice(caret).replace(/^ /, ""), caret: before.length };
}

/** As it is kept. The longest name first: "@Ann Lee" is not "@Ann". */
export function toTokens(text: string, people: readonly Named[]): string {
  return [...people]
    .sort((a, b) => b.name.length - a.name.length)
    .reduce((kept, { id, name }) => kept.replaceAll(new RegExp(`@${name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\p{M}])`, "gu"), `<@${id}>`), text);
}

/** As it is written, to be changed again. */
export function fromTokens(body: string, people: readonly Named[]): string {
  return partsOf(body, people)
    .map((part) => (typeof part === "string" ? part : `@${part.name}`))
    .join("");
}

/** The text with somebody in each place where one is named; a name nobody knows stays as it is kept. */
export function partsOf(body: string, people: readonly Named[]): readonly (string | Named)[] {
  const parts: (string | Named)[] = [];
  let from = 0;
  for (const found of body.matchAll(TOKEN)) {
    const person = people.find(({ id }) => id === found[1]);
    if (!person) continue;
    parts.push(body.slice(from, found.index), person);
    from = found.index + found[0].length;
  }
  return [...parts, body.slice(from)].filter((part) => part !== "");
}

function fold(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
