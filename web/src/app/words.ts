/** The words in React: useWords<Id>() gives the look-up, useLanguage the language shown. */

import { useLingui } from "@lingui/react";
import { useMemo } from "react";

import type { Language } from "../live/wire";
import type { SharedWord, Words } from "../words/catalogue";

/** t(id, values) for a build's own ids beside the shared ones: useWords<keyof typeof staffEn>(). */
export function useWords<Id extends string = SharedWord>(): Words<Id | SharedWord> {
  const { i18n, _ } = useLingui();
  // `_` is bound anew with each language, which is what makes memoised children paint again.
  return useMemo(() => (id, values) => _(id, values), [_, i18n.locale]); // eslint-disable-line react-hooks/exhaustive-deps
}

export function useLanguage(): Language {
  return useLingui().i18n.locale as Language;
}
