/** The head of a conversation: subject, patient, state, who has it, and what to do with it. */
import { Link } from "wouter";

import { useMe } from "../../app/live";
import type { Id, Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { BackIcon, CheckIcon, ClockIcon, PersonIcon, ReopenIcon, UnreadIcon } from "../../ui/icons";
import { StatusChip } from "../../ui/StatusChip";
import { Tooltip } from "../../ui/Tooltip";
import { boxPath } from "../places";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import type { ThreadActions } from "./thread_actions";
import { AssignMenu } from "./AssignMenu";
import { colleaguesOf } from "./about";
import { KindMark } from "./KindMark";
import { ownerWords } from "./owner";
import { ThreadStateChip } from "./StateMark";

export interface ThreadHeadProps {
  readonly thread: Thread;
  readonly actions: ThreadActions;
  readonly onBack: () => void;
  readonly onContext: () => void;
}

export function ThreadHead({ thread, actions, onBack, onContext }: ThreadHeadProps) {
  const t = useStaffWords();
  const { actor } = useMe();
  const isClosed = thread.state === "closed";
  return (
    <header className="thread-head">
      <div className="thread-title">
        <Button className="thread-back" look="quiet" icon={<BackIcon />} aria-label={t("staff.back")} onPress={onBack} />
        <div className="thread-names">
          <h2>{thread.subject}</h2>
          <Facts thread={thread} me={actor.person} />
        </div>
      </div>
      <div className="thread-actions">
        {thread.owner?.id === actor.person || isClosed ? null : (
          <Tooltip words={t("thread.claim")} shortcut="M">
            <Button onPress={actions.claim}>{t("thread.claim")}</Button>
          </Tooltip>
        )}
        <AssignMenu thread={thread} actions={actions} />
        {isClosed ? null : (
          <Tooltip words={t("snooze.verb")} shortcut="H">
            <Button look="quiet" icon={<ClockIcon />} aria-label={t("snooze.verb")} onPress={actions.snooze} />
          </Tooltip>
        )}
        <Tooltip words={t("thread.markUnread")} shortcut="U">
          <Button look="quiet" icon={<UnreadIcon />} aria-label={t("thread.markUnread")} onPress={actions.markUnread} />
        </Tooltip>
        <Tooltip words={t(isClosed ? "thread.reopen" : "thread.done")} shortcut={isClosed ? "U" : "E"}>
          <Button icon={isClosed ? <ReopenIcon /> : <CheckIcon />} onPress={actions.finish}>
            {t(isClosed ? "thread.reopen" : "thread.done")}
          </Button>
        </Tooltip>
        <Button
          className="thread-context-button"
          look="quiet"
          icon={<PersonIcon />}
          aria-label={t("context.open")}
          onPress={onContext}
        />
      </div>
    </header>
  );
}

function Facts({ thread, me }: { readonly thread: Thread; readonly me: Id }) {
  const t = useStaffWords();
  const times = useTimes();
  const due = thread.state === "open" ? thread.due_at : null;
  return (
    <p className="thread-facts">
      {thread.patient ? (
        <Link href={boxPath({ kind: "patient", id: thread.patient.id })}>{thread.patient.name}</Link>
      ) : null}
      <KindMark kind={thread.kind} />
      <CallBack thread={thread} />
      {thread.members ? <span className="muted small">{t("thread.with", { names: colleaguesOf(thread, me) })}</span> : null}
      <ThreadStateChip thread={thread} />
      {thread.urgent ? <StatusChip status="attention">{t("row.urgent")}</StatusChip> : null}
      {due ? (
        thread.overdue || times.isPast(due) ? (
          <StatusChip status="late">{t("thread.overdue", { time: times.stamp(due) })}</StatusChip>
        ) : (
          <span className="muted small">{t("thread.due", { time: times.stamp(due) })}</span>
        )
      ) : null}
      {thread.owner ? <span className="muted small">{ownerWords(thread, me, t)}</span> : null}
    </p>
  );
}

/** Who called, and the number to call back as a link that dials. */
function CallBack({ thread: { call } }: Pick<ThreadHeadProps, "thread">) {
  const t = useStaffWords();
  if (!call) return null;
  return (
    <span className="call-back small">
      {t("call.from", { name: call.caller })}
      {call.telephone ? (
        <a href={`tel:${call.telephone}`} aria-label={t("context.call", { telephone: call.telephone })}>
          {call.telephone}
        </a>
      ) : null}
    </span>
  );
}
