/** Home: what do I need to do now? Everything else is below. */

import { useStore } from "zustand";
import { Link } from "wouter";

import { useLive, useMe, useSee } from "../../app/live";
import { LinkButton } from "../../ui/LinkButton";
import { PencilIcon } from "../../ui/icons";
import { Awaited } from "../frame/Awaited";
import { Failed } from "../frame/Failed";
import { Title } from "../frame/Title";
import { EVERY_THREAD } from "../messages/asked";
import { ThreadRow } from "../messages/ThreadRow";
import { usePatientWords } from "../words";
import { AlsoLimited } from "./Limited";
import { NextCard } from "./NextCard";
import { nextThing } from "./next";
import "./home.css";

const SHOWN = 3;

export function Home() {
  const t = usePatientWords();
  const live = useLive();
  const { actor, practice } = useMe();
  const { data, refusal, again } = useSee("thread.list", EVERY_THREAD);
  const pending = useStore(live.pending);
  const next = data && nextThing(data.threads, pending);
  const waiting = pending.filter(({ state }) => state === "waiting").length;
  return (
    <>
      <Title>{t("home.hello", { name: actor.name.split(" ")[0] ?? actor.name })}</Title>
      {refusal ? <Failed failure={refusal} onAgain={again} /> : null}
      {!data && !refusal ? <Awaited lines={4} /> : null}
      {next ? <NextCard next={next} /> : null}
      {waiting > 0 ? <p className="muted">{t("home.unsent-count", { count: waiting })}</p> : null}
      {next && next.kind !== "nothing" ? (
        <Link href="/ask" asChild>
          <LinkButton href="/ask" wide icon={<PencilIcon />}>
            {t("home.ask")}
          </LinkButton>
        </Link>
      ) : null}
      {data?.threads.length ? (
        <section aria-labelledby="recent" className="stack">
          <div className="section-head">
            <h2 id="recent">{t("home.messages")}</h2>
            {data.threads.length > SHOWN || data.next ? (
              <Link href="/messages" className="tap">
                {t("home.messages-all")}
              </Link>
            ) : null}
          </div>
          <ul className="rows card">
            {data.threads.slice(0, SHOWN).map((thread) => (
              <ThreadRow key={thread.thread} thread={thread} />
            ))}
          </ul>
        </section>
      ) : null}
      <AlsoLimited />
      <section className="home-help" aria-labelledby="help">
        <h2 id="help">{t("home.help-title")}</h2>
        <p>{t("home.emergency")}</p>
        <p>{t("home.help", { practice: practice.name, telephone: practice.telephone })}</p>
      </section>
    </>
  );
}
