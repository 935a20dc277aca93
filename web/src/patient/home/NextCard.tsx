/** The one next thing, with one button. */

import type { ReactNode } from "react";
import { Link } from "wouter";

import { LinkButton } from "../../ui/LinkButton";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import type { Next } from "./next";

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
        <Card title={t("home.read-title")} go={t("home.read-go")} href={`/messages/${next.thread.thread}`}>
          <p className="next-line">{next.thread.last_line}</p>
          <p className="muted">{t("home.about", { subject: next.thread.subject, name: next.thread.patient.name })}</p>
        </Card>
      );
    case "waiting":
      return (
        <Card title={t("home.waiting-title")} go={t("home.waiting-go")} href={`/messages/${next.thread.thread}`} isCalm>
          <p>{t("home.waiting", { time: times.promise(next.thread.due_at ?? next.thread.last_at) })}</p>
          <p className="muted">{t("home.about", { subject: next.thread.subject, name: next.thread.patient.name })}</p>
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
