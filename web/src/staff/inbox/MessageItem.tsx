/** One message: the patient's side on one edge, the practice's on the other, a note across in its own colour. */
import { messageElementId } from "../../app/found";
import { useMe } from "../../app/live";
import { Attached } from "../../files/Attached";
import type { Progress } from "../../live/progress";
import type { Id, Message } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { NoteIcon } from "../../ui/icons";
import { StateChip } from "../../ui/StateChip";
import { MakeTask } from "../tasks/making";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { MessageMenu } from "./MessageMenu";
import { partsOf } from "./mentions";

export interface MessageItemProps {
  readonly message: Message;
  /** How far it has come. */
  readonly progress: Progress;
  /** Stops it while it is held. */
  readonly onTakeBack: () => void;
  /** Whose conversation it is: a patient looks the same here as in the queue. */
  readonly patient: Id;
  readonly isMine: boolean;
  readonly isPatientSide: boolean;
  /** Follows closely on one of the same author: no name again. */
  readonly isContinued: boolean;
  /** Somebody has come here to see this one. */
  readonly isFound: boolean;
}

export function MessageItem({ message, progress, onTakeBack, patient, isMine, isPatientSide, isContinued, isFound }: MessageItemProps) {
  const t = useStaffWords();
  const times = useTimes();
  const side = message.internal ? "note" : isPatientSide ? "patient" : "practice";
  return (
    <li
      className="message"
      id={messageElementId(message.message)}
      tabIndex={isFound ? -1 : undefined}
      data-side={side}
      data-continued={isContinued || undefined}
      data-found={isFound || undefined}
    >
      {isContinued ? null : (
        <p className="message-head">
          <Avatar name={message.author.name} id={message.author.role === "patient" ? patient : message.author.id} />
          <span className="message-author">{authorWords(message, isMine, t)}</span>
          {message.author.role === "patient" ? null : <span className="muted">{t(`role.${message.author.role}`)}</span>}
          {message.internal ? (
            <span className="message-internal">
              <NoteIcon size={15} />
              {t("message.internal")}
              <span className="muted">{t("message.internalHint")}</span>
            </span>
          ) : null}
        </p>
      )}
      <div className="message-bubble">
        {message.state === "retracted" ? (
          <p className="muted">{t("message.retracted")}</p>
        ) : (
          <p className="message-body" dir="auto">
            <Words message={message} />
          </p>
        )}
        <Attached files={message.attachments} />
      </div>
      <p className="message-foot">
        <time dateTime={message.sent_at}>{times.clock(message.sent_at)}</time>
        {message.amended_at ? <span>{t("message.amended")}</span> : null}
        {isPatientSide || message.internal || progress === "retracted" ? null : <StateChip state={progress}>{t(`message.${progress}`)}</StateChip>}
        {message.state === "held" ? (
          <Button look="link" onPress={onTakeBack}>
            {t("message.takeBack")}
          </Button>
        ) : null}
        <MakeTask message={message} />
        <MessageMenu message={message} isMine={isMine} />
      </p>
    </li>
  );
}

function authorWords(message: Message, isMine: boolean, t: ReturnType<typeof useStaffWords>): string {
  const { name } = message.author;
  if (message.author.for) return t("message.for", { name, patient: message.author.for.name });
  return isMine ? t("thread.me", { name }) : name;
}

/** The text, with the colleagues it calls told apart. */
function Words({ message }: { readonly message: Message }) {
  const { actor } = useMe();
  return partsOf(message.body, message.mentions ?? []).map((part, at) =>
    typeof part === "string" ? (
      part
    ) : (
      <span key={at} className="mention" data-me={part.id === actor.person || undefined}>
        @{part.name}
      </span>
    ),
  );
}
