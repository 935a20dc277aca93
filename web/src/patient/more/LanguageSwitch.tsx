/** English or Spanish, each in its own words, so that it can be found by who needs it. */

import { useLanguage } from "../../app/words";
import type { Language } from "../../live/wire";
import { LANGUAGES, speak } from "../../words/catalogue";
import { usePatientWords } from "../words";
import { Switch } from "./Switch";

const NAMES: Readonly<Record<Language, string>> = { en: "English", es: "Español" };

export function LanguageSwitch() {
  const t = usePatientWords();
  const spoken = useLanguage();
  return (
    <Switch
      label={t("language.label")}
      choices={LANGUAGES}
      chosen={spoken}
      onChoose={speak}
      nameOf={(language) => NAMES[language]}
      langOf={(language) => language}
    />
  );
}
