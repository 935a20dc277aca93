/** Where an answer is written: to the patient or to the team, told apart by colour, with drafts kept on the server. */
import { useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";

import { AttachButton } from "../../files/AttachButton";
import { useDropped } from "../../files/uploading";
import { UploadTray } from "../../files/UploadTray";
import { useMe } from "../../app/live";
import { isFromPatientSide } from "../../live/progress";
import type { By, Id, Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Key } from "../../ui/Key";
import { LockIcon, QuickReplyIcon, SendIcon } from "../../ui/icons";
import { announce } from "../../ui/LiveRegion";
import { TextArea } from "../../ui/TextArea";
import { undoLatest } from "../../ui/Toast";
import { Tooltip } from "../../ui/Tooltip";
import { useKeys } from "../keys";
import { useStaffWords } from "../words";
import { whoOf } from "./about";
import { focusReply, REPLY_ID } from "./focus";
import { MENTIONS_ID, MentionOptions, optionId } from "./MentionOptions";
import { QuickReplies } from "./QuickReplies";
import { ReplyModes } from "./ReplyModes";
import { useReply, type Reply, type ReplyMode } from "./reply";
import { useMentionList } from "./useMentionList";

export interface ReplyBoxProps {
  readonly thread: Thread;
  /** The newest message in sight. */
  readonly last: Id | undefined;
  readonly mode: ReplyMode;
  readonly onMode: (mode: ReplyMode) => void;
  /** An answer went out by a key that says what comes after it. */
  readonly onSent: (then: "next" | "snooze") => void;
}

export function ReplyBox({ thread, last, mode, onMode, onSent }: ReplyBoxProps) {
  const t = useStaffWords();
  const reply = useReply(thread, last, mode, onMode);
  const field = useRef<HTMLTextAreaElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const isNote = mode === "note";
  const isOurs = thread.kind === "staff";
  const { name } = whoOf(thread, useMe().actor.person, t);
  /** Writes and puts the caret where writing goes on. */
  const put = (text: string, caret: number) => {
    flushSync(() => reply.write(text));
    field.current?.setSelectionRange(caret, caret);
  };
  const list = useMentionList({ text: reply.text, colleagues: reply.colleagues, onText: put });
  const choose = () => {
    flushSync(() => onMode("reply"));
    if (reply.holder) announce(t("reply.held", { name: reply.holder.name }));
    else setChoosing(true);
  };
  useKeys({ ";": choose });
  const insert = (words: string) => {
    setChoosing(false);
    const at = field.current?.selectionStart ?? reply.text.length;
    const before = reply.text.slice(0, at).trimEnd();
    const begun = before === "" ? words : `${before}\n\n${words}`;
    announce(t("quick.inserted"));
    // After the dialog has given the focus back to where it was opened from.
    requestAnimationFrame(() => requestAnimationFrame(() => focusReply(() => put(begun + reply.text.slice(at), begun.length))));
  };
  const dropped = useDropped(reply.files.add);
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isNote && list.press(event)) return;
    if (event.key === "Escape") event.currentTarget.blur();
    // With nothing typed since, undoing means the message.
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && reply.text === "" && undoLatest()) event.preventDefault();
    if (event.key === ";" && !isNote && startsWord(event.currentTarget)) {
      event.preventDefault();
      choose();
    }
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    if (!reply.isSendable) return;
    reply.send();
    if (event.shiftKey) onSent("snooze");
    else if (!isNote) onSent("next");
  };
  const active = list.people[list.active];
  return (
    <form
      className="reply"
      data-mode={mode}
      {...dropped}
      onSubmit={(event) => {
        event.preventDefault();
        reply.send();
      }}
    >
      {reply.holder ? <Held holder={reply.holder} onTakeOver={() => focusReply(reply.takeOver)} /> : <PatientTyping typing={reply.typing} />}
      {isOurs ? null : <ReplyModes mode={mode} onMode={onMode} />}
      <MentionOptions list={list} />
      <TextArea
        id={REPLY_ID}
        key={mode}
        inputRef={field}
        label={isNote ? t("reply.noteLabel") : t(isOurs ? "reply.toColleagues" : "reply.toPatient", { name })}
        labelHidden
        placeholder={isNote ? t("reply.notePlaceholder") : t("reply.replyPlaceholder", { name })}
        rows={2}
        value={reply.text}
        isReadOnly={reply.holder !== null}
        onChange={reply.write}
        onKeyDown={press}
        onSelect={isNote ? (event) => list.look(event.currentTarget) : undefined}
        options={active ? { listId: MENTIONS_ID, activeId: optionId(active) } : null}
        error={reply.over > 0 ? t("reply.tooLong", { count: reply.over }) : null}
      />
      <UploadTray uploads={reply.files.uploads} remove={reply.files.remove} />
      <ReplyFoot thread={thread} reply={reply} isNote={isNote} onChoose={choose} />
      <QuickReplies thread={thread} isOpen={isChoosing} onClose={() => setChoosing(false)} onPick={insert} />
    </form>
  );
}

interface ReplyFootProps {
  readonly thread: Thread;
  readonly reply: Reply;
  readonly isNote: boolean;
  readonly onChoose: () => void;
}

function ReplyFoot({ thread, reply, isNote, onChoose }: ReplyFootProps) {
  const t = useStaffWords();
  return (
    <div className="reply-foot">
      <AttachButton onAdd={reply.files.add} />
      <span className="muted small" role="status">
        {reply.isKept ? t("reply.saved") : thread.state === "closed" && !isNote ? t("reply.closed") : isNote ? t("mention.hint") : ""}
      </span>
      {isNote ? null : (
        <Tooltip words={t("quick.title")} shortcut=";">
          <Button look="quiet" icon={<QuickReplyIcon />} aria-label={t("quick.title")} isDisabled={reply.holder !== null} onPress={onChoose} />
        </Tooltip>
      )}
      <span className="reply-key muted" aria-hidden="true">
        <Key>Ctrl</Key> <Key>Enter</Key>
      </span>
      <Button type="submit" look="primary" icon={<SendIcon />} isDisabled={!reply.isSendable}>
        {t(isNote ? "reply.sendNote" : "reply.send")}
      </Button>
    </div>
  );
}

/** A semicolon inside a sentence follows a word. */
function startsWord({ value, selectionStart }: HTMLTextAreaElement): boolean {
  return /(^|\s)$/.test(value.slice(0, selectionStart));
}

interface HeldProps {
  readonly holder: By;
  readonly onTakeOver: () => void;
}

/** A colleague has the answer: what is written here waits, until it is taken over. */
function Held({ holder, onTakeOver }: HeldProps) {
  const t = useStaffWords();
  return (
    <div className="reply-held">
      <LockIcon size={18} />
      <p role="status">{t("reply.held", { name: holder.name })}</p>
      <Button onPress={onTakeOver}>{t("reply.takeOver")}</Button>
    </div>
  );
}

function PatientTyping({ typing }: { readonly typing: readonly By[] }) {
  const t = useStaffWords();
  const patient = typing.find(isFromPatientSide);
  return (
    <p className="reply-typing muted small" role="status">
      {patient ? t("thread.typing", { name: patient.name }) : ""}
    </p>
  );
}
