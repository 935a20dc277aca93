/** A conversation in the queue: who, what about, the last line, and whether it wants something of me. */
import { Checkbox } from "react-aria-components";
import { Link } from "wouter";

import { useMe } from "../../app/live";
import type { Thread } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { AlertIcon, CheckIcon } from "../../ui/icons";
import type { Box } from "../places";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { callWords, whoOf } from "./about";
import { KindMark } from "./KindMark";
import { ownerWords } from "./owner";
import { StateMark } from "./StateMark";
import { focusThread } from "./focus";

export interface QueueRowProps {
  readonly id: string;
  readonly thread: Thread;
  readonly href: string;
  readonly isCurrent: boolean;
  /** What the box says by itself is not said again in its rows. */
  readonly box: Box["kind"];
  readonly isPicked: boolean;
  readonly onPick: () => void;
}

export function QueueRow({ id, thread, href, isCurrent, box, isPicked, onPick }: QueueRowProps) {
  const t = useStaffWords();
  const times = useTimes();
  const isPatientShown = box !== "patient";
  const who = whoOf(thread, useMe().actor.person, t);
  const isUnread = thread.unread > 0;
  return (
    <li className="row-item" data-row={thread.thread} data-picked={isPicked || undefined}>
      <Checkbox
        className="row-pick"
        aria-label={t("row.pick", { name: who.name, subject: thread.subject })}
        isSelected={isPicked}
        onChange={onPick}
      >
        <span className="choice-mark" data-square aria-hidden="true">
          <CheckIcon size={14} />
        </span>
      </Checkbox>
      <Link
        id={id}
        href={href}
        className="row"
        onClick={focusThread}
        aria-current={isCurrent ? "true" : undefined}
        data-unread={isUnread || undefined}
        data-urgent={thread.urgent || undefined}
      >
        {isPatientShown ? <Avatar name={who.name} id={who.id} /> : null}
        <span className="row-words">
          <span className="row-line">
            <span className="row-who">{isPatientShown ? who.name : thread.subject}</span>
            <time className="row-time" dateTime={thread.last_at}>
              {times.short(thread.last_at)}
            </time>
          </span>
          {isPatientShown ? <span className="row-subject">{thread.subject}</span> : null}
          <span className="row-line">
            <span className="row-last">{thread.last_line || callWords(thread)}</span>
            {isUnread ? (
              <span className="row-unread figures">
                <span aria-hidden="true">{thread.unread}</span>
                <span className="hidden-text">{t("row.unread", { count: thread.unread })}</span>
              </span>
            ) : null}
          </span>
          <Marks thread={thread} isOwnerShown={box === "all" || box === "patient"} />
        </span>
      </Link>
    </li>
  );
}

/** The last line of a row: only what sets this conversation apart. */
function Marks({ thread, isOwnerShown }: { readonly thread: Thread; readonly isOwnerShown: boolean }) {
  const t = useStaffWords();
  const times = useTimes();
  const { actor } = useMe();
  const due = thread.state === "open" ? thread.due_at : null;
  const isLate = due != null && (thread.overdue || times.isPast(due));
  return (
    <span className="row-marks">
      <KindMark kind={thread.kind} />
      {thread.urgent ? (
        <span className="row-alarm">
          <AlertIcon size={14} />
          {t("row.urgent")}
        </span>
      ) : null}
      {due ? (
        <span className={isLate ? "row-alarm" : undefined}>
          {t(isLate ? "row.late" : "row.due", { time: times.stamp(due) })}
        </span>
      ) : null}
      <StateMark thread={thread} />
      {isOwnerShown ? <span>{ownerWords(thread, actor.person, t)}</span> : null}
    </span>
  );
}
