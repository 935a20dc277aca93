/** A colleague answered first: what they wrote, what I wrote, and what shall become of it. Nothing is sent twice. */
import { useLive, useMe, usePending } from "../../app/live";
import { isFromPatientSide } from "../../live/progress";
import type { Pending } from "../../live/live";
import type { Message, Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { focusReply } from "./focus";
import { post, putBack, type ReplyMode } from "./reply";

export interface MergePromptProps {
  readonly thread: Thread;
  readonly messages: readonly Message[];
  readonly onMode: (mode: ReplyMode) => void;
}

/** Whether an answer was refused because a colleague's came first. */
export function hasCrossed({ state, refusal }: Pending): boolean {
  return state === "refused" && refusal?.field === "after";
}

export function MergePrompt({ thread, messages, onMode }: MergePromptProps) {
  const t = useStaffWords();
  const crossed = usePending(thread.thread).find(hasCrossed);
  const live = useLive();
  if (!crossed || !("thread" in crossed.args)) return null;
  const { args, id } = crossed;
  const edit = () => {
    live.discard(id);
    putBack(live, thread.thread, args.body);
    requestAnimationFrame(() => requestAnimationFrame(() => focusReply(() => onMode("reply"))));
  };
  const sendAnyway = () => {
    const { after: _, ...regardless } = args;
    live.discard(id);
    // Refused again for another reason, it is shown in the conversation.
    post(live, regardless).catch(() => undefined);
  };
  return (
    <Dialog title={t("merge.title")} closeLabel={t("merge.edit")} isOpen onClose={edit} size="wide">
      <div className="merge">
        <Newer messages={messages} after={args.after ?? ""} />
        <section>
          <h3>{t("merge.mine")}</h3>
          <blockquote className="merge-words" dir="auto">
            {args.body}
          </blockquote>
        </section>
        <DialogActions>
          <Button look="quiet" onPress={() => live.discard(id)}>
            {t("merge.discard")}
          </Button>
          <Button onPress={sendAnyway}>{t("merge.send")}</Button>
          <Button look="primary" autoFocus onPress={edit}>
            {t("merge.edit")}
          </Button>
        </DialogActions>
      </div>
    </Dialog>
  );
}

/** What colleagues have sent since; while theirs is still held, only that it is coming. */
function Newer({ messages, after }: { readonly messages: readonly Message[]; readonly after: string }) {
  const t = useStaffWords();
  const times = useTimes();
  const { actor } = useMe();
  const since = messages.slice(messages.findIndex(({ message }) => message === after) + 1);
  const theirs = since.filter(({ author, internal, state }) => author.id !== actor.person && !internal && state !== "retracted" && !isFromPatientSide(author));
  if (theirs.length === 0) return <p role="status">{t("merge.coming")}</p>;
  return (
    <section role="status">
      {theirs.map((message) => (
        <div key={message.message}>
          <h3>{t("merge.theirs", { name: message.author.name, time: times.clock(message.sent_at) })}</h3>
          <blockquote className="merge-words" data-theirs dir="auto">
            {message.body}
          </blockquote>
        </div>
      ))}
    </section>
  );
}
