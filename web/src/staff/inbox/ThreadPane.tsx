/** One conversation: its head with what can be done, its messages, the box to answer. */
import { useEffect, useState } from "react";

import { useLive, useSee } from "../../app/live";
import type { Id, Message, Thread } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import { useKeys } from "../keys";
import { useStaffWords } from "../words";
import { useIsVisible } from "../visible";
import { MessageList } from "./MessageList";
import { ReplyBox, focusReply, type ReplyMode } from "./ReplyBox";
import { ThreadHead } from "./ThreadHead";
import { useThreadActions } from "./actions";

const MESSAGES = 50;

export interface ThreadPaneProps {
  readonly thread: Id;
  readonly onBack: () => void;
  readonly onDone: () => void;
  readonly onContext: () => void;
}

export function ThreadPane({ thread, onBack, onDone, onContext }: ThreadPaneProps) {
  const t = useStaffWords();
  const page = useSee("thread.page", { thread, limit: MESSAGES });
  if (page.data) {
    return (
      <OpenThread
        thread={page.data.thread}
        messages={page.data.messages}
        onEarlier={page.hasMore ? page.more : null}
        onBack={onBack}
        onDone={onDone}
        onContext={onContext}
      />
    );
  }
  return (
    <section className="thread">
      <div className="thread-away">
        {page.refusal ? (
          <Banner tone="attention" role="status">
            {t(page.refusal.code === "not_found" ? "thread.gone" : "thread.failed")}
            <Button onPress={page.refusal.code === "not_found" ? onBack : page.again}>
              {t(page.refusal.code === "not_found" ? "staff.back" : "staff.again")}
            </Button>
          </Banner>
        ) : (
          <Skeleton label={t("thread.loading")} lines={8} />
        )}
      </div>
    </section>
  );
}

interface OpenThreadProps extends Omit<ThreadPaneProps, "thread"> {
  readonly thread: Thread;
  readonly messages: readonly Message[];
  readonly onEarlier: (() => void) | null;
}

function OpenThread({ thread, messages, onEarlier, onBack, onDone, onContext }: OpenThreadProps) {
  const t = useStaffWords();
  const [mode, setMode] = useState<ReplyMode>("reply");
  const [isAssigning, setAssigning] = useState(false);
  const actions = useThreadActions(thread, onDone);
  useReading(thread, messages);
  const write = (next: ReplyMode) => {
    setMode(next);
    focusReply();
  };
  useKeys({
    r: () => write("reply"),
    i: () => write("note"),
    Enter: () => write("reply"),
    a: () => setAssigning(true),
    t: actions.claim,
    e: actions.finish,
  });
  return (
    <section className="thread" aria-label={t("thread.label", { subject: thread.subject })}>
      <ThreadHead
        thread={thread}
        actions={actions}
        isAssigning={isAssigning}
        onAssigning={setAssigning}
        onBack={onBack}
        onContext={onContext}
      />
      <MessageList thread={thread} messages={messages} onEarlier={onEarlier} />
      <ReplyBox thread={thread} mode={mode} onMode={setMode} />
    </section>
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
