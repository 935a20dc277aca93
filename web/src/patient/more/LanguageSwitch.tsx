/** English or Spanish, each in its own words, so that it can be found by who needs it. */

import type { MouseEvent } from "react";

import { useLanguage } from "../../app/words";
import type { Language } from "../../live/wire";
import { LANGUAGES, speak } from "../../words/catalogue";
import { usePatientWords } from "../words";
import "./more.css";

const NAMES: Readonly<Record<Language, string>> = { en: "English", es: "Español" };

export function LanguageSwitch() {
  const t = usePatientWords();
  const spoken = useLanguage();
  const choose = (event: MouseEvent<HTMLButtonElement>) => speak(event.currentTarget.value as Language);
  return (
    <div className="switch" role="group" aria-label={t("language.label")}>
      {LANGUAGES.map((language) => (
        <button key={language} type="button" lang={language} value={language} aria-pressed={language === spoken} onClick={choose}>
          {NAMES[language]}
        </button>
      ))}
    </div>
  );
}
