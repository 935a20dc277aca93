/** After sending: what we have, who looks at it, by when, and what to do if it gets worse. */

import { Link } from "wouter";

import { useConnection, useMe } from "../../app/live";
import type { Id, Instant } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { LinkButton } from "../../ui/LinkButton";
import { Title } from "../frame/Title";
import { useTimes } from "../times";
import { CareCard } from "../urgent/CareCard";
import { usePatientWords } from "../words";

interface Promised {
  readonly answerBy: Instant | undefined;
  /** No answer should be waited for. */
  readonly isUrgent: boolean;
}

export type Sending = Promised & ({ readonly kind: "sending" } | { readonly kind: "sent"; readonly thread: Id });

export function Asked({ sending }: { readonly sending: Sending }) {
  const t = usePatientWords();
  const { practice } = useMe();
  const isLive = useConnection().kind === "live";
  const isSent = sending.kind === "sent";
  return (
    <>
      <Title>{t(isSent ? "asked.sent" : isLive ? "asked.sending" : "asked.saved")}</Title>
      {sending.isUrgent ? <CareCard stage={isSent ? "sent" : "waiting"} /> : null}
      <Banner tone={isSent ? "good" : "calm"} role="status">
        {t(isSent ? "asked.sent-lead" : isLive ? "asked.sending-lead" : "asked.saved-lead", { practice: practice.name })}
      </Banner>
      {sending.isUrgent ? null : <NextSteps answerBy={sending.answerBy} />}
      {isSent ? (
        <Link href={`/messages/${sending.thread}`} asChild>
          <LinkButton href={`/messages/${sending.thread}`} look="primary" wide>
            {t("asked.see")}
          </LinkButton>
        </Link>
      ) : null}
      <Link href="/" asChild>
        <LinkButton href="/" wide>
          {t("asked.home")}
        </LinkButton>
      </Link>
    </>
  );
}

function NextSteps({ answerBy }: Pick<Promised, "answerBy">) {
  const t = usePatientWords();
  const times = useTimes();
  const { practice } = useMe();
  return (
    <section className="card stack" aria-labelledby="next-steps">
      <h2 id="next-steps">{t("asked.next")}</h2>
      <ol className="steps">
        <li>{t("asked.step-read")}</li>
        <li>{answerBy ? t("asked.step-answer", { time: times.promise(answerBy) }) : t("asked.step-answer-later")}</li>
        <li>{t("asked.step-worse", { practice: practice.name, telephone: practice.telephone })}</li>
      </ol>
    </section>
  );
}
