/** One conversation: its head with what can be done, its messages, the box to answer. */
import { useEffect, useState } from "react";

import { useReachFound } from "../../app/found";
import { useLive, useSee } from "../../app/live";
import type { Refusal } from "../../live/errors";
import type { Id, Message, Thread } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import { MakesTasks } from "../tasks/making";
import { useStaffWords } from "../words";
import { useIsVisible } from "../visible";
import { useMentionsRead } from "./called";
import { MergePrompt } from "./MergePrompt";
import { MessageList } from "./MessageList";
import { focusReply, PANE_ID } from "./focus";
import { ReplyBox } from "./ReplyBox";
import { useTakingBack, type ReplyMode } from "./reply";
import { ThreadHead } from "./ThreadHead";
import { AssignDialog } from "./AssignDialog";
import { SnoozeDialog } from "./SnoozeDialog";
import { useThreadActions, useThreadVerbs, type Leaving } from "./thread_actions";

const MESSAGES = 50;

export interface ThreadPaneProps extends Leaving {
  readonly thread: Id;
  readonly onBack: () => void;
  readonly onContext: () => void;
}

export function ThreadPane({ thread, ...leaving }: ThreadPaneProps) {
  const t = useStaffWords();
  const page = useSee("thread.page", { thread, limit: MESSAGES });
  useReachFound(page);
  const subject = page.data?.thread.subject ?? "";
  return (
    <section className="thread" id={PANE_ID} tabIndex={-1} aria-label={t("thread.label", { subject })}>
      {page.data ? (
        <OpenThread
          thread={page.data.thread}
          messages={page.data.messages}
          onEarlier={page.hasMore ? page.more : null}
          {...leaving}
        />
      ) : (
        <ThreadAway refusal={page.refusal} onBack={leaving.onBack} onAgain={page.again} />
      )}
    </section>
  );
}

interface ThreadAwayProps {
  readonly refusal: Refusal | null;
  readonly onBack: () => void;
  readonly onAgain: () => void;
}

/** Not here yet, or not for this reader any more. */
function ThreadAway({ refusal, onBack, onAgain }: ThreadAwayProps) {
  const t = useStaffWords();
  const isGone = refusal?.code === "not_found";
  return (
    <div className="thread-away">
      {refusal ? (
        <Banner tone="attention" role="status">
          {t(isGone ? "thread.gone" : "thread.failed")}
          <Button onPress={isGone ? onBack : onAgain}>{t(isGone ? "staff.back" : "staff.again")}</Button>
        </Banner>
      ) : (
        <Skeleton label={t("thread.loading")} lines={8} />
      )}
    </div>
  );
}

interface OpenThreadProps extends Omit<ThreadPaneProps, "thread"> {
  readonly thread: Thread;
  readonly messages: readonly Message[];
  readonly onEarlier: (() => void) | null;
}

function OpenThread({ thread, messages, onEarlier, onBack, onContext, ...leaving }: OpenThreadProps) {
  const [mode, setMode] = useState<ReplyMode>("reply");
  const actions = useThreadActions(thread, messages, leaving);
  const { asking } = actions;
  const takingBack = useTakingBack(thread.thread, setMode);
  useReading(thread, messages);
  useMentionsRead(thread.thread);
  const write = (next: ReplyMode) => focusReply(() => setMode(next));
  useThreadVerbs(thread, actions, write);
  return (
    <>
      <ThreadHead
        thread={thread}
        actions={actions}
        onBack={onBack}
        onContext={onContext}
      />
      <MakesTasks messages={messages}>
        <MessageList
          thread={thread}
          messages={messages}
          onEarlier={onEarlier}
          onTakeBack={({ message, body }) => void takingBack(message, body)}
        />
      </MakesTasks>
      <MergePrompt thread={thread} messages={messages} onMode={setMode} />
      <ReplyBox
        thread={thread}
        last={messages.findLast(({ state }) => state !== "held")?.message}
        mode={mode}
        onMode={setMode}
        onSent={(then) => (then === "next" ? leaving.onGo("sent") : actions.ask("snooze-sent"))}
      />
      <AssignDialog count={asking === "comment" ? 1 : 0} onClose={() => actions.ask(null)} onAssign={actions.assign} />
      <SnoozeDialog
        count={asking === "snooze" || asking === "snooze-sent" ? 1 : 0}
        isAfterReply={asking === "snooze-sent"}
        onClose={() => actions.ask(null)}
        onSnooze={actions.snoozeUntil}
      />
    </>
  );
}

/** What is on a screen that someone may be looking at counts as read. */
function useReading(thread: Thread, messages: readonly Message[]) {
  const live = useLive();
  const isVisible = useIsVisible();
  const last = messages.at(-1)?.message;
  useEffect(() => {
    if (!isVisible || thread.unread === 0 || last === undefined) return;
    // A refusal changes nothing on the page: the count stays, and the next message tries again.
    live.do("thread.read", { thread: thread.thread, upto: last }).catch(() => undefined);
  }, [live, isVisible, thread.thread, thread.unread, last]);
}
