/** Where an answer is written: to the patient or to the team, told apart by colour, with drafts kept on the server. */
import type { KeyboardEvent } from "react";

import { useDraft, useLive, useTyping } from "../../app/live";
import type { Presence } from "../../live/live";
import type { Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Key } from "../../ui/Key";
import { SendIcon } from "../../ui/icons";
import { TextArea } from "../../ui/TextArea";
import { useStaffWords } from "../words";
import { REPLY_ID } from "./focus";
import { ReplyModes } from "./ReplyModes";

export type ReplyMode = "reply" | "note";

const LONGEST = 4000;
export interface ReplyBoxProps {
  readonly thread: Thread;
  readonly mode: ReplyMode;
  readonly onMode: (mode: ReplyMode) => void;
}

export function ReplyBox({ thread, mode, onMode }: ReplyBoxProps) {
  const t = useStaffWords();
  const live = useLive();
  const draft = useDraft(`${mode}:${thread.thread}`);
  const { typing, replying, tellTyping, tellReplying } = useTyping(thread.thread);
  const isNote = mode === "note";
  const over = draft.text.trim().length - LONGEST;
  const isSendable = draft.text.trim() !== "" && over <= 0;

  const write = (text: string) => {
    draft.write(text);
    if (isNote) return;
    tellTyping();
    tellReplying(text.trim() !== "");
  };
  const send = () => {
    if (!isSendable) return;
    const body = draft.text.trim();
    draft.clear();
    tellReplying(false);
    // A refusal is shown by the pending message itself, with the words still in it.
    live.do("message.post", { thread: thread.thread, body, ...(isNote ? { internal: true } : {}) }).catch(() => undefined);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.currentTarget.blur();
    }
  };

  return (
    <form
      className="reply"
      data-mode={mode}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <AlsoHere typing={typing} replying={replying} />
      <ReplyModes mode={mode} onMode={onMode} />
      <TextArea
        id={REPLY_ID}
        key={mode}
        label={isNote ? t("reply.noteLabel") : t("reply.toPatient", { name: thread.patient.name })}
        labelHidden
        placeholder={isNote ? t("reply.notePlaceholder") : t("reply.replyPlaceholder", { name: thread.patient.name })}
        rows={2}
        value={draft.text}
        onChange={write}
        onKeyDown={press}
        error={over > 0 ? t("reply.tooLong", { count: over }) : null}
      />
      <div className="reply-foot">
        <span className="muted small" role="status">
          {draft.state === "kept" ? t("reply.saved") : thread.state === "closed" && !isNote ? t("reply.closed") : ""}
        </span>
        <span className="reply-key muted" aria-hidden="true">
          <Key>Ctrl</Key> <Key>Enter</Key>
        </span>
        <Button type="submit" look="primary" icon={<SendIcon />} isDisabled={!isSendable}>
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
