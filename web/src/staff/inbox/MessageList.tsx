/** The messages of a conversation by day, oldest first, with what is still on its way at the end. */
import { Fragment, useLayoutEffect, useRef } from "react";

import { useFoundMessage } from "../../app/found";
import { useMe, usePending } from "../../app/live";
import { isFromPatientSide, progressOf } from "../../live/progress";
import type { Message, Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { hasCrossed } from "./MergePrompt";
import { MessageItem } from "./MessageItem";
import { useArrivals, useFirstNew } from "./news";
import { PendingItem } from "./PendingItem";

const TOGETHER_MS = 5 * 60_000;
const NEAR_END_PX = 120;

export interface MessageListProps {
  readonly thread: Thread;
  readonly messages: readonly Message[];
  readonly onEarlier: (() => void) | null;
  /** Stops an own message that is still held. */
  readonly onTakeBack: (message: Message) => void;
}

export function MessageList({ thread, messages, onEarlier, onTakeBack }: MessageListProps) {
  const t = useStaffWords();
  const times = useTimes();
  const { actor } = useMe();
  const shown = new Set(messages.map((message) => message.message));
  const pending = usePending(thread.thread).filter((each) => !hasCrossed(each) && (!each.message || !shown.has(each.message)));
  const scroll = useStickToEnd();
  const firstNew = useFirstNew(thread, messages);
  const found = useFoundMessage();
  useArrivals(messages);
  return (
    <div className="messages" ref={scroll} tabIndex={0} role="region" aria-label={t("thread.messages")}>
      {onEarlier ? (
        <Button look="quiet" className="messages-earlier" onPress={onEarlier}>
          {t("thread.earlier")}
        </Button>
      ) : null}
      <ol className="messages-list">
        {messages.map((message, index) => {
          const before = messages[index - 1];
          const isNewDay = !before || times.dayKey(before.sent_at) !== times.dayKey(message.sent_at);
          return (
            <Fragment key={message.message}>
              {isNewDay ? (
                <li className="messages-day">
                  <span>{times.day(message.sent_at)}</span>
                </li>
              ) : null}
              {message.message === firstNew ? (
                <li className="messages-day" data-new>
                  <span>{t("thread.new")}</span>
                </li>
              ) : null}
              <MessageItem
                message={message}
                progress={progressOf(message, messages)}
                onTakeBack={() => onTakeBack(message)}
                patient={thread.patient?.id ?? ""}
                isMine={message.author.id === actor.person}
                isPatientSide={isFromPatientSide(message.author)}
                isFound={message.message === found}
                isContinued={!isNewDay && message.message !== firstNew && isTogether(before, message)}
              />
            </Fragment>
          );
        })}
        {pending.map((each) => (
          <PendingItem key={each.id} pending={each} />
        ))}
      </ol>
    </div>
  );
}

/** Two messages of one author within five minutes read as one turn. */
function isTogether(before: Message | undefined, message: Message): boolean {
  return (
    before !== undefined &&
    before.author.id === message.author.id &&
    before.internal === message.internal &&
    Date.parse(message.sent_at) - Date.parse(before.sent_at) < TOGETHER_MS
  );
}

/** Opens at the newest message and stays there while anything grows, unless the reader has scrolled up. */
function useStickToEnd() {
  const scroll = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const box = scroll.current;
    if (!box) return;
    let isAtEnd = true;
    const stick = () => {
      if (isAtEnd) box.scrollTop = box.scrollHeight;
    };
    const note = () => {
      isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
    };
    const sizes = new ResizeObserver(stick);
    for (const each of [box, ...box.children]) sizes.observe(each);
    box.addEventListener("scroll", note, { passive: true });
    stick();
    return () => {
      sizes.disconnect();
      box.removeEventListener("scroll", note);
    };
  }, []);
  return scroll;
}
