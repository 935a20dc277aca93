/** An answer on its way from the keyboard to the chart: drafted on the server, announced to others, sent once. */
import { useDraft, useLive, useTyping } from "../../app/live";
import type { Presence } from "../../live/live";
import type { Thread } from "../../live/wire";

/** A reply reaches the patient, a note only the team. */
export type ReplyMode = "reply" | "note";

const LONGEST = 4000;

export interface Reply extends Presence {
  readonly text: string;
  /** The server has the draft as it stands here. */
  readonly isKept: boolean;
  /** Characters above what one message may hold. */
  readonly over: number;
  readonly isSendable: boolean;
  readonly write: (text: string) => void;
  readonly send: () => void;
}

export function useReply(thread: Thread, mode: ReplyMode): Reply {
  const live = useLive();
  const draft = useDraft(`${mode}:${thread.thread}`);
  const { typing, replying, tellTyping, tellReplying } = useTyping(thread.thread);
  const body = draft.text.trim();
  const over = body.length - LONGEST;
  const isSendable = body !== "" && over <= 0;

  const write = (text: string) => {
    draft.write(text);
    // Nobody is told that a note is being written: the patient would see it coming.
    if (mode === "note") return;
    tellTyping();
    tellReplying(text.trim() !== "");
  };
  const send = () => {
    if (!isSendable) return;
    draft.clear();
    tellReplying(false);
    const internal = mode === "note" ? { internal: true } : {};
    // A refusal is shown by the pending message itself, with the words still in it.
    live.do("message.post", { thread: thread.thread, body, ...internal }).catch(() => undefined);
  };
  return { text: draft.text, isKept: draft.state === "kept", over, isSendable, typing, replying, write, send };
}
