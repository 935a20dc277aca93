/** The words of the product: ICU messages under explicit ids, one JSON file for each build and language. Compiled by the build. */

import { i18n } from "@lingui/core";

import type { Language } from "../live/wire";
import sharedEn from "./shared.en.json";
import sharedEs from "./shared.es.json";

export type Catalogue = Readonly<Record<string, string>>;
export type SharedWord = keyof typeof sharedEn;
export type WordValues = Readonly<Record<string, string | number | Date>>;

/** Looks a word up: t("thread.unread", {count: 2}). */
export type Words<Id extends string> = (id: Id, values?: WordValues) => string;

export const LANGUAGES: readonly Language[] = ["en", "es"];
const KEPT_AS = "language";

/** How a build's own words are fetched: nobody waits for those of a language they do not read. */
export type Fetched = Readonly<Record<Language, () => Promise<{ readonly default: Catalogue }>>>;

const SHARED: Readonly<Record<Language, Catalogue>> = { en: sharedEn, es: sharedEs };
let own: Fetched | null = null;

/** Speaks the language kept on this device, else the browser's: a build's own words beside the shared ones. */
export async function loadWords(words: Fetched): Promise<void> {
  own = words;
  await show(keptLanguage() ?? browserLanguage());
}

/** Speaks another language from now on, on this device. */
export function speak(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  showIfItComes(language);
}

/** Speaks the person's own language unless another was chosen on this device. */
export function suggest(tag: string): void {
  const language = LANGUAGES.find((known) => tag.startsWith(known));
  if (language && !keptLanguage()) showIfItComes(language);
}

/** Without a network the words of another language may not come; those that are here still say what they say. */
function showIfItComes(language: Language): void {
  show(language).catch(() => undefined);
}

async function show(language: Language): Promise<void> {
  const words = await own?.[language]();
  i18n.load(language, { ...SHARED[language], ...words?.default });
  i18n.activate(language);
  document.documentElement.lang = language;
}

function keptLanguage(): Language | null {
  const kept = localStorage.getItem(KEPT_AS);
  return LANGUAGES.find((language) => language === kept) ?? null;
}

function browserLanguage(): Language {
  return navigator.languages.some((tag) => tag.startsWith("es")) && !navigator.languages[0]?.startsWith("en") ? "es" : "en";
}
