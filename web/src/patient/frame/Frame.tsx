/** Around every page: whose practice this is, a human one tap away, the truth about the connection, the four places. */

import { type ReactNode, useEffect } from "react";

import { keepPractice } from "../../app/door";
import { useMe, useSee } from "../../app/live";
import { EVERY_THREAD } from "../messages/asked";
import { useSpokenFor } from "../spoken_for";
import { usePatientWords } from "../words";
import { CallPractice } from "./CallPractice";
import { Connection } from "./Connection";
import { Places } from "./Places";
import { Renew } from "./Renew";
import "./frame.css";

export function Frame({ children }: { readonly children: ReactNode }) {
  const t = usePatientWords();
  const { actor, practice } = useMe();
  useEffect(() => keepPractice(practice), [practice]);
  const [only, ...others] = actor.patients;
  // With several people to speak for, each page says whose it is; with one, all of them are theirs.
  const isForAnother = only?.relation === "proxy" && others.length === 0;
  return (
    <div className="frame">
      {useSpokenFor().open.length ? <Kept /> : null}
      <a className="skip" href="#main">
        {t("app.skip")}
      </a>
      <header className="frame-head">
        <div className="frame-column frame-head-row">
          <div className="frame-practice">
            <p className="frame-practice-name">{practice.name}</p>
            <Connection />
          </div>
          <CallPractice name={practice.name} telephone={practice.telephone} />
        </div>
        {isForAnother ? <p className="frame-for">{t("proxy.banner", { name: only.name })}</p> : null}
      </header>
      <Places />
      <main id="main" className="frame-column frame-main">
        <Renew />
        {children}
      </main>
    </div>
  );
}

/** Asked for on every page: without a network, home, messages and a question still have something to show. */
function Kept() {
  useSee("thread.list", EVERY_THREAD);
  useSee("topic.list", {});
  return null;
}
