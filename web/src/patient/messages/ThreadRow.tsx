/** One conversation in a list: what it is about, its last line, when, and whether there is something new. */

import { Link } from "wouter";
import { useStore } from "zustand";

import { useLive, useMe } from "../../app/live";
import type { Id, Thread } from "../../live/wire";
import { ChevronRightIcon } from "../../ui/icons";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import { hasLastWord } from "./preview";
import "./messages.css";

export function ThreadRow({ thread }: { readonly thread: Thread }) {
  const t = usePatientWords();
  const times = useTimes();
  const { person, patients } = useMe().actor;
  const isForSeveral = patients.length > 1;
  const isOwnWord = useIsOwnWord(thread, person);
  const isNew = thread.unread > 0;
  return (
    <li>
      <Link href={`/messages/${thread.thread}`} className="thread-row" data-new={isNew || undefined}>
        <span className="thread-row-words">
          <span className="thread-row-head">
            <span className="thread-row-subject">{thread.subject}</span>
            <time dateTime={thread.last_at}>{times.short(thread.last_at)}</time>
          </span>
          {isForSeveral ? <span className="thread-row-patient">{t("thread.for", { name: thread.patient?.name ?? "" })}</span> : null}
          <span className="thread-row-line">{isOwnWord ? t("thread.you-said", { line: thread.last_line }) : thread.last_line}</span>
          <span className="thread-row-foot">
            {isNew ? <span className="thread-row-new">{t("thread.new", { count: thread.unread })}</span> : null}
            {thread.state === "closed" ? <span className="muted">{t("thread.closed")}</span> : null}
          </span>
        </span>
        <ChevronRightIcon />
      </Link>
    </li>
  );
}

/** Whether the last line is known to be the reader's own. */
function useIsOwnWord({ thread, last_at }: Thread, person: Id): boolean {
  return useStore(useLive().records, ({ message }) => {
    const last = [...message.values()].filter((each) => each.thread === thread && each.sent_at === last_at);
    return hasLastWord(last, person);
  });
}
