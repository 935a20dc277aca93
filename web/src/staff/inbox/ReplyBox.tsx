/** Where an answer is written: to the patient or to the team, told apart by colour, with drafts kept on the server. */
import type { KeyboardEvent } from "react";

import type { Presence } from "../../live/live";
import type { Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Key } from "../../ui/Key";
import { SendIcon } from "../../ui/icons";
import { TextArea } from "../../ui/TextArea";
import { undoLatest } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { REPLY_ID } from "./focus";
import { ReplyModes } from "./ReplyModes";
import { useReply, type ReplyMode } from "./reply";

export interface ReplyBoxProps {
  readonly thread: Thread;
  readonly mode: ReplyMode;
  readonly onMode: (mode: ReplyMode) => void;
}

export function ReplyBox({ thread, mode, onMode }: ReplyBoxProps) {
  const t = useStaffWords();
  const reply = useReply(thread, mode, onMode);
  const { name } = thread.patient;
  const isNote = mode === "note";
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Escape") event.currentTarget.blur();
    // With nothing typed since, undoing means the message.
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && reply.text === "" && undoLatest()) event.preventDefault();
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    reply.send();
  };
  return (
    <form
      className="reply"
      data-mode={mode}
      onSubmit={(event) => {
        event.preventDefault();
        reply.send();
      }}
    >
      <AlsoHere typing={reply.typing} replying={reply.replying} />
      <ReplyModes mode={mode} onMode={onMode} />
      <TextArea
        id={REPLY_ID}
        key={mode}
        label={isNote ? t("reply.noteLabel") : t("reply.toPatient", { name })}
        labelHidden
        placeholder={isNote ? t("reply.notePlaceholder") : t("reply.replyPlaceholder", { name })}
        rows={2}
        value={reply.text}
        onChange={reply.write}
        onKeyDown={press}
        error={reply.over > 0 ? t("reply.tooLong", { count: reply.over }) : null}
      />
      <div className="reply-foot">
        <span className="muted small" role="status">
          {reply.isKept ? t("reply.saved") : thread.state === "closed" && !isNote ? t("reply.closed") : ""}
        </span>
        <span className="reply-key muted" aria-hidden="true">
          <Key>Ctrl</Key> <Key>Enter</Key>
        </span>
        <Button type="submit" look="primary" icon={<SendIcon />} isDisabled={!reply.isSendable}>
          {t(isNote ? "reply.sendNote" : "reply.send")}
        </Button>
      </div>
    </form>
  );
}

/** Who else is at this conversation right now. */
function AlsoHere({ typing, replying }: Presence) {
  const t = useStaffWords();
  const colleague = replying[0];
  const patient = typing.find((each) => each.role === "patient" || each.role === "proxy");
  if (colleague) {
    return (
      <p className="reply-collision" role="status">
        {t("reply.collision", { name: colleague.name })}
      </p>
    );
  }
  return (
    <p className="reply-typing muted small" role="status">
      {patient ? t("thread.typing", { name: patient.name }) : ""}
    </p>
  );
}
