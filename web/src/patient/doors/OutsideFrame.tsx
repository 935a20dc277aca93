/** Around the pages before sign-in: the product's name, the language, one card. */

import type { ReactNode } from "react";

import { LanguageSwitch } from "../more/LanguageSwitch";
import { Title } from "../frame/Title";
import "./doors.css";

interface OutsideFrameProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Below the card. */
  readonly aside?: ReactNode;
}

export function OutsideFrame({ title, children, aside }: OutsideFrameProps) {
  return (
    <div className="outside">
      <header className="outside-head">
        <img src="/icon.svg" alt="" width="36" height="36" />
        <span className="outside-name">Chartwire</span>
        <LanguageSwitch />
      </header>
      <main className="outside-main">
        <section className="card outside-card">
          <Title>{title}</Title>
          {children}
        </section>
        {aside}
      </main>
    </div>
  );
}
