/** A message that the chart has not shown yet: saved here, or refused with its words still in reach. */

import { useLive } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Pending } from "../../live/live";
import { Button } from "../../ui/Button";
import { StateChip } from "../../ui/StateChip";
import { sayFailure, usePatientWords } from "../words";

interface PendingBubbleProps {
  readonly pending: Pending;
  /** Puts the words back where they can be changed. */
  readonly onEdit: (body: string) => void;
}

export function PendingBubble({ pending, onEdit }: PendingBubbleProps) {
  const t = usePatientWords();
  const live = useLive();
  const { body, attachments = [] } = pending.args;
  const draft = "thread" in pending.args ? `reply:${pending.args.thread}` : `ask:${pending.args.patient}:${pending.args.topic}`;
  const isRefused = pending.state === "refused";
  return (
    <li className="message" data-ours data-pending>
      <div className="message-column">
        <p className="bubble" dir="auto">
          {body}
        </p>
        {attachments.length ? <p className="message-note">{t("files.count", { count: attachments.length })}</p> : null}
        {isRefused ? (
          <>
            <StateChip state="failed">{t("state.failed")}</StateChip>
            <p role="alert">{sayFailure(t, pending.refusal ?? new Refusal("unsent", ""))}</p>
            <div className="row">
              <Button
                onPress={() => {
                  live.discard(pending.id);
                  onEdit(body);
                  live.uploads.restore(draft, attachments);
                }}
              >
                {t("thread.edit-again")}
              </Button>
              <Button look="quiet" onPress={() => live.discard(pending.id)}>
                {t("thread.delete")}
              </Button>
            </div>
          </>
        ) : (
          <StateChip state={pending.state === "done" ? "sent" : "saved"}>
            {t(pending.state === "done" ? "state.sent" : pending.kept ? "state.saved" : "state.sending")}
          </StateChip>
        )}
      </div>
    </li>
  );
}
