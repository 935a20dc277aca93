/** One message, and how far it has come. */

import { messageElementId, useFoundMessage } from "../../app/found";
import { useMe } from "../../app/live";
import { Attached } from "../../files/Attached";
import type { Message } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { StateChip } from "../../ui/StateChip";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import { isFromPatientSide, type Progress } from "../../live/progress";
import { OwnMessage } from "./OwnMessage";

interface BubbleProps {
  readonly message: Message;
  readonly progress: Progress;
  /** Puts the words of a message that was undone back where they can be changed. */
  readonly onEdit: (body: string) => void;
}

export function Bubble({ message, progress, onEdit }: BubbleProps) {
  const t = usePatientWords();
  const times = useTimes();
  const { actor } = useMe();
  const { author } = message;
  const isFound = useFoundMessage() === message.message;
  const isOurs = isFromPatientSide(author);
  const name = author.id === actor.person ? t("thread.you") : author.name;
  return (
    <li
      className="message"
      id={messageElementId(message.message)}
      tabIndex={isFound ? -1 : undefined}
      data-ours={isOurs || undefined}
      data-found={isFound || undefined}
    >
      {isOurs ? null : <Avatar name={author.name} id={author.id} />}
      <div className="message-column">
        <p className="message-by">
          <span className="message-name">{name}</span>
          {isOurs ? null : <span>{t(`role.${author.role}`)}</span>}
          <time dateTime={message.sent_at}>{times.clock(message.sent_at)}</time>
        </p>
        {message.state === "retracted" ? (
          <p className="bubble bubble-gone">{t("thread.retracted")}</p>
        ) : (
          <p className="bubble" dir="auto">
            {message.body}
          </p>
        )}
        <Attached files={message.attachments} />
        {message.amended_at ? <p className="message-note">{t("thread.amended")}</p> : null}
        {isOurs && progress !== "retracted" ? (
          <StateChip state={progress}>{t(`state.${progress}`)}</StateChip>
        ) : null}
        {author.id === actor.person && progress !== "retracted" ? <OwnMessage message={message} onEdit={onEdit} /> : null}
      </div>
    </li>
  );
}
