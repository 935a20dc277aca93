/** Around the pages before sign-in: whose they are, the language, one card, and a human one tap away. */

import type { ReactNode } from "react";

import { telephoneHref, usePracticeAtDoor } from "../../app/door";
import { PhoneIcon } from "../../ui/icons";
import { LanguageSwitch } from "../more/LanguageSwitch";
import { Title } from "../frame/Title";
import { usePatientWords } from "../words";
import "./doors.css";

interface OutsideFrameProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Below the card. */
  readonly aside?: ReactNode;
  /** Where it is known from elsewhere; else the one behind the door, if it is one. */
  readonly practice?: { readonly name: string; readonly telephone: string };
}

export function OutsideFrame({ title, children, aside, practice }: OutsideFrameProps) {
  const t = usePatientWords();
  const atDoor = usePracticeAtDoor();
  const shown = practice ?? atDoor;
  return (
    <div className="outside">
      <header className="outside-head">
        <img src="/icon.svg" alt="" width="36" height="36" />
        <span className="outside-name">{shown?.name ?? "Chartwire"}</span>
        <LanguageSwitch />
      </header>
      <main className="outside-main">
        <section className="card outside-card">
          <Title>{title}</Title>
          {children}
        </section>
        {aside}
        {shown?.telephone ? (
          <p className="outside-aside">
            <a href={telephoneHref(shown.telephone)} className="outside-call">
              <PhoneIcon />
              {t("app.call-number", { telephone: shown.telephone })}
            </a>
          </p>
        ) : null}
      </main>
    </div>
  );
}
