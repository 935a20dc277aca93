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

/** Adds a build's own words to the shared ones and speaks the language kept on this device, else the browser's. */
export function loadWords(own: Readonly<Record<Language, Catalogue>>): void {
  i18n.load({ en: { ...sharedEn, ...own.en }, es: { ...sharedEs, ...own.es } });
  show(keptLanguage() ?? browserLanguage());
}

/** Speaks another language from now on, on this device. */
export function speak(language: Language): void {
  localStorage.setItem(KEPT_AS, language);
  show(language);
}

/** Speaks the person's own language unless another was chosen on this device. */
export function suggest(tag: string): void {
  const language = LANGUAGES.find((known) => tag.startsWith(known));
  if (language && !keptLanguage()) show(language);
}

function show(language: Language): void {
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
