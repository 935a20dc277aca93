/** Writing to the practice: first when there will be an answer, then the words, then what happens next. */

import { type FormEvent, useState } from "react";
import { Link } from "wouter";
import { useStore } from "zustand";

import { useConnection, useDraft, useLive, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import { AttachButton } from "../../files/AttachButton";
import { useDropped, useUploads } from "../../files/uploading";
import { UploadTray } from "../../files/UploadTray";
import { Refusal } from "../../live/errors";
import type { Id, Instant } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { BackIcon, ClockIcon, SendIcon } from "../../ui/icons";
import { TextArea } from "../../ui/TextArea";
import { Awaited } from "../frame/Awaited";
import { Failed } from "../frame/Failed";
import { ProxyBanner } from "../frame/Proxy";
import { Title } from "../frame/Title";
import { LONGEST } from "../messages/Composer";
import { PendingBubble } from "../messages/PendingBubble";
import { useTimes } from "../times";
import { CareCard } from "../urgent/CareCard";
import { isUrgent } from "../urgent/triage";
import { usePatientWords } from "../words";
import { Asked, type Sending } from "./Asked";
import { nameOfTopic } from "./topic";
import "../messages/messages.css";
import "./ask.css";

interface WriteProps {
  readonly patient: Id;
  readonly topic: Id;
}

export function Write({ patient, topic }: WriteProps) {
  const t = usePatientWords();
  const live = useLive();
  const language = useLanguage();
  const [sending, setSending] = useState<Sending | null>(null);
  const answerBy = useSee("practice.show", {}).data?.answer_by;
  const topics = useSee("topic.list", {});
  const found = topics.data?.topics.find(({ id }) => id === topic);
  if (sending) return <Asked sending={sending} />;
  if (topics.refusal) return <Failed failure={topics.refusal} onAgain={topics.again} />;
  if (!topics.data) return <Awaited lines={5} />;
  if (!found) return <Failed failure={new Refusal("not_found", "")} />;

  const subject = nameOfTopic(found, language);
  const send = async (body: string, files: readonly Id[]) => {
    const promised = { answerBy, isUrgent: isUrgent(body) };
    setSending({ kind: "sending", ...promised });
    try {
      const { thread } = await live.do("thread.open", { patient, topic, subject, body, ...(files.length ? { attachments: files } : {}) });
      setSending({ kind: "sent", thread, ...promised });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      setSending(null); // The form shows what was refused, with its words.
    }
  };
  return (
    <>
      <Link href="/ask" className="tap back">
        <BackIcon />
        {t("ask.back")}
      </Link>
      <Title>{subject}</Title>
      <ProxyBanner patient={patient} />
      <Expectation answerBy={answerBy} />
      <WriteForm patient={patient} topic={topic} onSend={(body, files) => void send(body, files)} />
    </>
  );
}

/** The promise, and what to do when it is too late a one; before the first field, and calm. */
function Expectation({ answerBy }: { readonly answerBy: Instant | undefined }) {
  const t = usePatientWords();
  const times = useTimes();
  return (
    <Banner icon={<ClockIcon />} title={answerBy ? t("ask.answer-by", { time: times.promise(answerBy) }) : t("ask.answer-later")}>
      <p>{t("home.emergency")}</p>
    </Banner>
  );
}

function WriteForm({ patient, topic, onSend }: WriteProps & { readonly onSend: (body: string, files: readonly Id[]) => void }) {
  const t = usePatientWords();
  const live = useLive();
  const isLive = useConnection().kind === "live";
  const draft = useDraft(`ask:${patient}:${topic}`);
  const refused = useStore(live.pending, (all) =>
    all.find(({ state, args }) => state === "refused" && "topic" in args && args.topic === topic && args.patient === patient),
  );
  const files = useUploads(`ask:${patient}:${topic}`, patient);
  const dropped = useDropped(files.add);
  const [isEarly, setEarly] = useState(false);
  const unready = files.isBusy ? t("files.wait") : files.hasRefused ? t("files.take-away") : null;
  const [isEmpty, setEmpty] = useState(false);
  const over = draft.text.length - LONGEST;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = draft.text.trim();
    setEmpty(!body);
    setEarly(unready !== null);
    if (!body || over > 0 || unready !== null) return;
    draft.clear();
    onSend(body, files.take());
  };
  return (
    <form className="form" onSubmit={submit} {...dropped}>
      {refused ? (
        <ol className="messages">
          <PendingBubble pending={refused} onEdit={(body) => draft.write(draft.text ? `${body}\n\n${draft.text}` : body)} />
        </ol>
      ) : null}
      <TextArea
        label={t("ask.label")}
        hint={t("ask.hint")}
        rows={6}
        error={isEmpty ? t("composer.empty") : over > 0 ? t("composer.long", { over }) : null}
        value={draft.text}
        onChange={(text) => {
          setEmpty(false);
          draft.write(text);
        }}
      />
      <UploadTray uploads={files.uploads} remove={files.remove} />
      {isEarly && unready !== null ? (
        <p className="field-error" role="alert">
          {unready}
        </p>
      ) : null}
      <AttachButton onAdd={files.add} />
      {isUrgent(draft.text) ? <CareCard stage="writing" /> : null}
      <p className="muted small" role="status">
        {isLive ? (draft.state === "kept" ? t("composer.kept") : "") : t("composer.offline")}
      </p>
      <Button type="submit" look="primary" wide icon={<SendIcon />}>
        {t("ask.send")}
      </Button>
    </form>
  );
}
