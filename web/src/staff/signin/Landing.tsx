/** The quiet page around signing in: whose it is, one card, the language. */
import type { ReactNode } from "react";

import { telephoneHref, usePracticeAtDoor } from "../../app/door";
import { useLanguage } from "../../app/words";
import { Button } from "../../ui/Button";
import { LANGUAGES, speak } from "../../words/catalogue";
import { useStaffWords } from "../words";
import "./signin.css";

const OWN_NAMES = { en: "English", es: "Español" } as const;

export function Landing({ children }: { readonly children: ReactNode }) {
  const t = useStaffWords();
  const language = useLanguage();
  const practice = usePracticeAtDoor();
  return (
    <main className="landing">
      <p className="landing-brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="36" height="36" />
        {practice?.name ?? "Chartwire"}
      </p>
      {children}
      {practice?.telephone ? (
        <p className="landing-aside">
          <a href={telephoneHref(practice.telephone)}>{t("context.call", { telephone: practice.telephone })}</a>
        </p>
      ) : null}
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
