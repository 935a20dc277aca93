/** Writing an answer: the text survives, the promise is beside it, and it can be sent without a network. */

import { type KeyboardEvent, type RefObject, useState } from "react";

import { useConnection, useDraft, useLive, usePending, useRecord, useSee, useTyping } from "../../app/live";
import { AttachButton } from "../../files/AttachButton";
import { useDropped, useUploads } from "../../files/uploading";
import { UploadTray } from "../../files/UploadTray";
import type { Id } from "../../live/wire";
import { Button } from "../../ui/Button";
import { SendIcon } from "../../ui/icons";
import { announce, hush } from "../../ui/LiveRegion";
import { TextArea } from "../../ui/TextArea";
import { useTimes } from "../times";
import { CareCard } from "../urgent/CareCard";
import { isUrgent } from "../urgent/triage";
import { usePatientWords } from "../words";

export const LONGEST = 4_000;
/** So long a message can be undone. Words that should not wait go at once. */
const HOLD_S = 10;

interface ComposerProps {
  readonly thread: Id;
  readonly inputRef: RefObject<HTMLTextAreaElement | null>;
}

export function Composer({ thread, inputRef }: ComposerProps) {
  const t = usePatientWords();
  const live = useLive();
  const times = useTimes();
  const isLive = useConnection().kind === "live";
  const answerBy = useSee("practice.show", {}).data?.answer_by;
  const draft = useDraft(`reply:${thread}`);
  const { tellTyping } = useTyping(thread);
  // Of whom a thread kept for later speaks is known once the hub is back, and nothing is uploaded before.
  const patient = useRecord("thread", thread)?.patient?.id;
  const files = useUploads(`reply:${thread}`, patient ?? "");
  const dropped = useDropped(files.add);
  const [isEarly, setEarly] = useState(false);
  const unready = files.isBusy ? t("files.wait") : files.hasRefused ? t("files.take-away") : null;
  const [isEmpty, setEmpty] = useState(false);
  const isLong = draft.text.length > LONGEST;
  const [wasUrgent, setWasUrgent] = useState(false);
  const isAllSent = usePending(thread).every(({ state }) => state === "done");
  const isNowUrgent = isUrgent(draft.text);

  // No day to wait for beside words that should not wait.
  const promise = answerBy && !isNowUrgent && !wasUrgent ? t("composer.answer-by", { time: times.promise(answerBy) }) : null;

  const send = () => {
    const body = draft.text.trim();
    setEmpty(!body);
    setEarly(unready !== null);
    if (!body || isLong || unready !== null) return;
    draft.clear();
    const attachments = files.take();
    setWasUrgent((before) => before || isUrgent(body));
    const onItsWay = t(isLive ? "composer.sending" : "composer.saved");
    announce(onItsWay);
    const settled = () => hush(onItsWay);
    // A refusal shows at the message itself, with its words.
    const how = { ...(isUrgent(body) ? {} : { hold_s: HOLD_S }), ...(attachments.length ? { attachments } : {}) };
    live.do("message.post", { thread, body, ...how }).then(settled, settled);
    inputRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
  };
  const write = (text: string) => {
    setEmpty(false);
    draft.write(text);
    if (text) tellTyping();
  };
  return (
    <form
      className="composer"
      {...(patient ? dropped : {})}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <TextArea
        label={t("composer.label")}
        hint={isLive ? promise : t("composer.offline")}
        error={isEmpty ? t("composer.empty") : isLong ? t("composer.long", { over: draft.text.length - LONGEST }) : null}
        rows={2}
        value={draft.text}
        onChange={write}
        onKeyDown={onKeyDown}
        inputRef={inputRef}
      />
      <UploadTray uploads={files.uploads} remove={files.remove} />
      {isEarly && unready !== null ? (
        <p className="field-error" role="alert">
          {unready}
        </p>
      ) : null}
      {isNowUrgent || wasUrgent ? <CareCard stage={isNowUrgent ? "writing" : isAllSent ? "sent" : "waiting"} /> : null}
      <div className="composer-foot">
        {patient ? <AttachButton onAdd={files.add} /> : null}
        <span className="muted small">{draft.state === "kept" ? t("composer.kept") : ""}</span>
        <Button type="submit" look="primary" icon={<SendIcon />}>
          {t("composer.send")}
        </Button>
      </div>
    </form>
  );
}
