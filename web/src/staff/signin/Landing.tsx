/** The quiet page around signing in: the mark, one card, the language. */
import type { ReactNode } from "react";

import { useLanguage } from "../../app/words";
import { Button } from "../../ui/Button";
import { LANGUAGES, speak } from "../../words/catalogue";
import "./signin.css";

const OWN_NAMES = { en: "English", es: "Español" } as const;

export function Landing({ children }: { readonly children: ReactNode }) {
  const language = useLanguage();
  return (
    <main className="landing">
      <p className="landing-brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="36" height="36" />
        Chartwire
      </p>
      {children}
      <div className="landing-languages">
        {LANGUAGES.map((each) => (
          <Button key={each} look="link" aria-pressed={each === language} onPress={() => speak(each)}>
            <span lang={each}>{OWN_NAMES[each]}</span>
          </Button>
        ))}
      </div>
    </main>
  );
}
