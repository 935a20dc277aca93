/** The one next thing, with one button. */

import type { ReactNode } from "react";
import { Link } from "wouter";

import { useMe, useSee } from "../../app/live";
import type { Thread } from "../../live/wire";
import { LinkButton } from "../../ui/LinkButton";
import { newestOfOthers } from "../messages/preview";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import type { Next } from "./next";

/** Enough messages to find another's among one's own. */
const NEWEST = 10;

export function NextCard({ next }: { readonly next: Next }) {
  const t = usePatientWords();
  const times = useTimes();
  switch (next.kind) {
    case "unsent":
      return (
        <Card title={t("home.unsent-title")} go={t("home.unsent-go")} href={hrefOfPending(next.pending.args)}>
          <p>{t("home.unsent")}</p>
        </Card>
      );
    case "read":
      return (
        <Card
          title={t("home.read-title", { count: next.thread.unread })}
          go={t("home.read-go", { count: next.thread.unread })}
          href={`/messages/${next.thread.thread}`}
        >
          <About thread={next.thread} />
          <Newest thread={next.thread} />
        </Card>
      );
    case "waiting":
      return (
        <Card title={t("home.waiting-title")} go={t("home.waiting-go")} href={`/messages/${next.thread.thread}`} isCalm>
          <p>{t("home.waiting", { time: times.promise(next.thread.due_at ?? next.thread.last_at) })}</p>
          <About thread={next.thread} />
        </Card>
      );
    case "nothing":
      return (
        <Card title={t("home.nothing-title")} go={t("home.ask-go")} href="/ask" isCalm>
          <p>{t("home.nothing")}</p>
        </Card>
      );
  }
}

/** What the conversation is about, and whose it is when that may be another's. */
function About({ thread }: { readonly thread: Thread }) {
  const t = usePatientWords();
  const { patients } = useMe().actor;
  const isOwnOnly = patients.every(({ relation }) => relation === "self");
  return <p>{isOwnOnly ? thread.subject : t("home.about", { subject: thread.subject, name: thread.patient?.name ?? "" })}</p>;
}

/** What there is to read, and not what one said oneself after it. */
function Newest({ thread }: { readonly thread: Thread }) {
  const { person } = useMe().actor;
  const page = useSee("thread.page", { thread: thread.thread, limit: NEWEST }).data;
  const newest = page && newestOfOthers(page.messages, person);
  if (!newest) return null;
  return (
    <p className="next-words" dir="auto">
      {newest.author.name}: {newest.body}
    </p>
  );
}

function hrefOfPending(args: { readonly thread?: string } | { readonly patient: string; readonly topic: string }): string {
  if ("topic" in args) return `/ask/${args.patient}/${args.topic}`;
  return `/messages/${"thread" in args ? args.thread : ""}`;
}

interface CardProps {
  readonly title: string;
  readonly go: string;
  readonly href: string;
  /** There is no hurry: the card does not call. */
  readonly isCalm?: boolean;
  readonly children: ReactNode;
}

function Card({ title, go, href, isCalm = false, children }: CardProps) {
  const t = usePatientWords();
  return (
    <section className="card next" data-calm={isCalm || undefined} aria-labelledby="next-title">
      <p className="next-eyebrow">{t("home.next")}</p>
      <h2 id="next-title" className="next-title">
        {title}
      </h2>
      {children}
      <Link href={href} asChild>
        <LinkButton href={href} look="primary" wide>
          {go}
        </LinkButton>
      </Link>
    </section>
  );
}
