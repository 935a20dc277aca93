/** An answer on its way from the keyboard to the chart: drafted on the server, announced to others, sent once. */
import { useDraft, useLive, useTyping } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Live, Presence } from "../../live/live";
import type { Args, Id, Result, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { focusReply } from "./focus";

/** A reply reaches the patient, a note only the team. */
export type ReplyMode = "reply" | "note";

const LONGEST = 4000;
/** So long a reply can be taken back; as long as its toast is shown. A note reaches nobody outside and goes at once. */
const HOLD_S = 10;

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

export function useReply(thread: Thread, mode: ReplyMode, onMode: (mode: ReplyMode) => void): Reply {
  const t = useStaffWords();
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
    tellReplying(false);
    const how = mode === "note" ? { internal: true } : { hold_s: HOLD_S };
    const posted = post(live, { thread: thread.thread, body, ...how });
    posted.then(
      ({ message }) => mode === "reply" && showToast({ words: t("reply.sent"), undo: { name: t("staff.undo"), run: () => void undo(message) } }),
      // A refusal is shown by the pending message itself, with the words still in it.
      () => undefined,
    );
  };
  const undo = async (message: Id) => {
    try {
      await takeBack(live, thread.thread, message, body);
      announce(t("reply.takenBack"));
      focusReply(() => onMode("reply"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showToast({ words: t(error.code === "conflict" ? "reply.tooLate" : "failed.general"), tone: "danger" });
    }
  };
  return { text: draft.text, isKept: draft.state === "kept", over, isSendable, typing, replying, write, send };
}

/** Sends a message; until the server has it, its words stay in the draft as well, for a page that is lost meanwhile. */
export function post(live: Pick<Live, "do" | "drafts">, args: Args<"message.post">): Promise<Result<"message.post">> {
  const posted = live.do("message.post", args);
  live.drafts.part(`${args.internal ? "note" : "reply"}:${args.thread}`, args.body, posted);
  return posted;
}

/** Stops a reply that is still held; its words stand in the box again, before what was begun meanwhile. */
export async function takeBack(live: Pick<Live, "do" | "drafts">, thread: Id, message: Id, body: string): Promise<void> {
  await live.do("message.cancel", { message });
  const key = `reply:${thread}`;
  const begun = live.drafts.cell(key).getState().text;
  live.drafts.write(key, begun ? `${body}\n\n${begun}` : body);
}
