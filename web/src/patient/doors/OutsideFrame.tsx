/** Around the pages before sign-in: whose they are, a human one tap away, the language, one card. */

import type { ReactNode } from "react";

import { type Reached, usePracticeAtDoor } from "../../app/door";
import { CallPractice } from "../frame/CallPractice";
import { Renew } from "../frame/Renew";
import { Title } from "../frame/Title";
import { LanguageSwitch } from "../more/LanguageSwitch";
import { Easier } from "./Easier";
import "./doors.css";

interface OutsideFrameProps {
  readonly title: string;
  readonly children: ReactNode;
  /** Below the card. */
  readonly aside?: ReactNode;
  /** Where it is known from elsewhere; else the one behind the door, if it is one. */
  readonly practice?: Reached;
}

export function OutsideFrame({ title, children, aside, practice }: OutsideFrameProps) {
  const atDoor = usePracticeAtDoor();
  const shown = practice ?? atDoor;
  return (
    <div className="outside">
      <header className="outside-head">
        <div className="outside-row">
          <img src="/icon.svg" alt="" width="36" height="36" />
          <span className="outside-name">{shown?.name ?? "Chartwire"}</span>
          {shown?.telephone ? <CallPractice name={shown.name} telephone={shown.telephone} /> : null}
        </div>
      </header>
      <main className="outside-main">
        <div className="outside-ease">
          <LanguageSwitch />
          <Easier />
        </div>
        <Renew />
        <section className="card outside-card">
          <Title>{title}</Title>
          {children}
        </section>
        {aside}
      </main>
    </div>
  );
}
