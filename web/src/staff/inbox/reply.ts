/** An answer on its way from the keyboard to the chart: drafted on the server, announced to others, sent once. */
import { useEffect, useRef, useState } from "react";

import { useDraft, useLive, useMe, useTyping } from "../../app/live";
import { type Uploading, useUploads } from "../../files/uploading";
import { Refusal } from "../../live/errors";
import type { Claim, Live, Presence } from "../../live/live";
import type { Args, Id, Named, Result, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useSeeWhen } from "../asking";
import { useGoToThread } from "../places";
import { useStaffWords } from "../words";
import { focusReply } from "./focus";
import { holderOf } from "./lock";
import { toTokens } from "./mentions";

/** A reply reaches the patient, a note only the team. */
export type ReplyMode = "reply" | "note";

const LONGEST = 4000;
/** So long a reply can be taken back; as long as its toast is shown. A note reaches nobody outside and goes at once. */
const HOLD_S = 10;
const NOBODY: readonly Claim[] = [];

export interface Reply extends Pick<Presence, "typing"> {
  readonly text: string;
  /** The colleague who has the answer; until it is taken over, nothing can be written here. */
  readonly holder: Claim | null;
  /** Whom a note may call; empty until a name is begun. */
  readonly colleagues: readonly Named[];
  /** The server has the draft as it stands here. */
  readonly isKept: boolean;
  /** Characters above what one message may hold. */
  readonly over: number;
  readonly isSendable: boolean;
  readonly files: Uploading;
  readonly write: (text: string) => void;
  readonly send: () => void;
  readonly takeOver: () => void;
}

/** last: the newest message in sight. */
export function useReply(thread: Thread, last: Id | undefined, mode: ReplyMode, onMode: (mode: ReplyMode) => void): Reply {
  const t = useStaffWords();
  const live = useLive();
  const draft = useDraft(`${mode}:${thread.thread}`);
  const { typing, replying, tellTyping, tellReplying } = useTyping(thread.thread);
  const lock = useLock(mode === "note" ? NOBODY : replying, tellReplying);
  const seen = useSeenAtFirst(draft.text !== "", last);
  const calls = mode === "note" && draft.text.includes("@");
  const colleagues = useSeeWhen("mention.offer", calls ? { thread: thread.thread } : null)?.data?.people ?? [];
  const files = useUploads(`${mode}:${thread.thread}`, thread.patient?.id ?? "");
  const body = mode === "note" ? toTokens(draft.text.trim(), colleagues) : draft.text.trim();
  const over = body.length - LONGEST;
  const isSendable = body !== "" && over <= 0 && lock.holder === null && !files.isBusy && !files.hasRefused;

  const write = (text: string) => {
    draft.write(text);
    // Nobody is told that a note is being written: the patient would see it coming.
    if (mode === "note") return;
    tellTyping();
    tellReplying(text.trim() !== "");
    lock.begin(text.trim() !== "");
  };
  const takingBack = useTakingBack(thread.thread, onMode);
  const send = () => {
    if (!isSendable) return;
    const words = draft.text.trim();
    tellReplying(false);
    lock.begin(false);
    const after = seen.current ?? last;
    const attachments = files.take();
    const hung = attachments.length ? { attachments } : {};
    const how = mode === "note" ? { internal: true } : { hold_s: HOLD_S, ...(after ? { after } : {}) };
    const posted = post(live, { thread: thread.thread, body, ...how, ...hung }, words);
    posted.then(
      ({ message }) =>
        mode === "reply" && showToast({ words: t("reply.sent"), undo: { name: t("staff.undo"), run: () => void takingBack(message, words) } }),
      // A refusal is shown by the pending message itself, with the words still in it.
      () => undefined,
    );
  };
  const { holder, takeOver } = lock;
  return { text: draft.text, holder, colleagues, isKept: draft.state === "kept", over, isSendable, files, typing, write, send, takeOver };
}

interface Lock {
  readonly holder: Claim | null;
  /** The reader began to write, or has nothing to send any more. */
  readonly begin: (isWriting: boolean) => void;
  readonly takeOver: () => void;
}

/** One answer at a time: who began first has it until somebody takes over. Notes are everybody's. */
function useLock(replying: readonly Claim[], tellReplying: (on: boolean) => void): Lock {
  const { actor } = useMe();
  const [mine, setMine] = useState<number | null>(null);
  const [passed, setPassed] = useState<readonly Claim[]>([]);
  const others = replying.filter((claim) => !passed.includes(claim));
  const holder = holderOf(actor.person, mine, others);
  const holderId = holder?.id;
  useEffect(() => {
    // Whoever took over is not told that this reader goes on.
    if (holderId !== undefined) tellReplying(false);
  }, [holderId, tellReplying]);
  return {
    holder,
    begin: (isWriting) => setMine((since) => (isWriting ? (since ?? Date.now()) : null)),
    takeOver: () => {
      setPassed(replying);
      setMine(Date.now());
      tellReplying(true);
    },
  };
}

/** The newest message when writing began: what came after it was not known to whoever wrote. */
function useSeenAtFirst(isWriting: boolean, last: Id | undefined) {
  const seen = useRef<Id | undefined>(undefined);
  useEffect(() => {
    seen.current = isWriting ? (seen.current ?? last) : undefined;
  }, [isWriting, last]);
  return seen;
}

/** Takes a held reply back, says how it went, and goes to the words. */
export function useTakingBack(thread: Id, onMode: (mode: ReplyMode) => void): (message: Id, body: string) => Promise<void> {
  const t = useStaffWords();
  const goTo = useGoToThread();
  const live = useLive();
  return async (message, body) => {
    try {
      await takeBack(live, thread, message, body);
      goTo(thread);
      announce(t("reply.takenBack"));
      focusReply(() => onMode("reply"));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      showToast({ words: t(error.code === "conflict" ? "reply.tooLate" : "failed.general"), tone: "danger" });
    }
  };
}

/**
 * Sends a message; until the server has it, its words stay in the draft as well, for a page that is lost meanwhile.
 * words: as they stood in the field.
 */
export function post(
  live: Pick<Live, "do" | "drafts">,
  args: Args<"message.post">,
  words: string = args.body,
): Promise<Result<"message.post">> {
  const posted = live.do("message.post", args);
  live.drafts.part(`${args.internal ? "note" : "reply"}:${args.thread}`, words, posted);
  return posted;
}

/** Stops a reply that is still held; its words stand in the box again, before what was begun meanwhile. */
export async function takeBack(live: Pick<Live, "do" | "drafts">, thread: Id, message: Id, body: string): Promise<void> {
  await live.do("message.cancel", { message });
  putBack(live, thread, body);
}

/** Puts words into the box for a reply again, before what was begun meanwhile. */
export function putBack(live: Pick<Live, "drafts">, thread: Id, body: string): void {
  const key = `reply:${thread}`;
  const begun = live.drafts.cell(key).getState().text;
  live.drafts.write(key, begun ? `${body}\n\n${begun}` : body);
}
