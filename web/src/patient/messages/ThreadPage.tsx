/** One conversation: its messages by day, who is writing, and the answer. */

import { Fragment, useEffect, useRef } from "react";
import { Link } from "wouter";

import { useReachFound } from "../../app/found";
import { useConnection, useDraft, useLive, usePending, useSee, useTyping } from "../../app/live";
import { useIsVisible } from "../../app/visible";
import { isFromPatientSide, progressOf } from "../../live/progress";
import type { Data, Id, Message } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { BackIcon } from "../../ui/icons";
import { Awaited } from "../frame/Awaited";
import { Failed } from "../frame/Failed";
import { ProxyBanner } from "../frame/Proxy";
import { Title } from "../frame/Title";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import { Bubble } from "./Bubble";
import { Composer } from "./Composer";
import { PendingBubble } from "./PendingBubble";
import { PrintHead, PrintThread } from "./PrintThread";
import { useStaysAtEnd } from "./stays_at_end";
import "./messages.css";

const PAGE = 40;

export function ThreadPage({ thread }: { readonly thread: Id }) {
  const t = usePatientWords();
  const page = useSee("thread.page", { thread, limit: PAGE });
  const { data, refusal, hasMore, more, again } = page;
  useReachFound(page);
  return (
    <div className="thread">
      <div className="thread-tools">
        <Link href="/messages" className="tap back">
          <BackIcon />
          {t("thread.back")}
        </Link>
        {data ? <PrintThread hasMore={hasMore} more={more} count={data.messages.length} /> : null}
      </div>
      {refusal ? <Failed failure={refusal} onAgain={again} /> : null}
      {!data && !refusal ? <UnknownThread thread={thread} /> : null}
      {data ? (
        <>
          <PrintHead thread={data.thread} />
          <Title keepsScroll>{data.thread.subject}</Title>
          {data.thread.patient ? <ProxyBanner patient={data.thread.patient.id} /> : null}
          {hasMore ? <Button onPress={more}>{t("messages.older")}</Button> : null}
          <Conversation {...data} />
        </>
      ) : null}
    </div>
  );
}

/** Nothing is known of it yet. Without a connection it can still be written to, and what was begun is still there. */
function UnknownThread({ thread }: { readonly thread: Id }) {
  const t = usePatientWords();
  const { kind } = useConnection();
  const pending = usePending(thread);
  const draft = useDraft(`reply:${thread}`);
  const input = useRef<HTMLTextAreaElement>(null);
  if (kind !== "offline" && kind !== "stale") return <Awaited lines={6} />;
  return (
    <>
      <Title>{t("thread.unknown")}</Title>
      <Awaited lines={6} />
      {pending.length ? (
        <ol className="messages" aria-label={t("thread.messages")}>
          {pending.map((entry) => (
            <PendingBubble key={entry.id} pending={entry} onEdit={draft.write} />
          ))}
        </ol>
      ) : null}
      <Composer thread={thread} inputRef={input} />
    </>
  );
}

function Conversation({ thread, messages }: Data<"thread.page">) {
  const t = usePatientWords();
  const pending = usePending(thread.thread);
  const draft = useDraft(`reply:${thread.thread}`);
  const { typing } = useTyping(thread.thread);
  const writing = typing.filter((by) => !isFromPatientSide(by));
  const input = useRef<HTMLTextAreaElement>(null);
  const end = useStaysAtEnd(messages.length + pending.length + writing.length);
  useReading(thread.thread, thread.unread, messages.at(-1));
  const editAgain = (body: string) => {
    draft.write(draft.text ? `${body}\n\n${draft.text}` : body);
    input.current?.focus();
  };
  return (
    <>
      <ol className="messages" aria-label={t("thread.messages")}>
        <Days messages={messages} onEdit={editAgain} />
        {pending.map((entry) => (
          <PendingBubble key={entry.id} pending={entry} onEdit={editAgain} />
        ))}
      </ol>
      <p className="writing" role="status">
        {writing.length ? t("thread.writing", { name: writing[0]?.name ?? "" }) : ""}
      </p>
      {thread.state === "closed" ? <Banner>{t("thread.closed-note")}</Banner> : null}
      <Composer thread={thread.thread} inputRef={input} />
      <div ref={end} />
    </>
  );
}

interface DaysProps {
  readonly messages: readonly Message[];
  readonly onEdit: (body: string) => void;
}

function Days({ messages, onEdit }: DaysProps) {
  const times = useTimes();
  return messages.map((message, at) => {
    const before = messages[at - 1];
    const isNewDay = !before || times.dayKey(before.sent_at) !== times.dayKey(message.sent_at);
    return (
      <Fragment key={message.message}>
        {isNewDay ? <li className="day">{times.day(message.sent_at)}</li> : null}
        <Bubble message={message} progress={progressOf(message, messages)} onEdit={onEdit} />
      </Fragment>
    );
  });
}

/** What is on a screen in front of somebody is read. */
function useReading(thread: Id, unread: number, last: Message | undefined): void {
  const live = useLive();
  const isVisible = useIsVisible();
  const upto = last?.message;
  useEffect(() => {
    if (isVisible && unread > 0 && upto) live.do("thread.read", { thread, upto }).catch(() => undefined);
  }, [live, isVisible, thread, unread, upto]);
}
