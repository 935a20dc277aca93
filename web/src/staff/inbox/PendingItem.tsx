/** A message of mine that the chart does not have yet: on its way, or refused and still here to try again. */
import { useConnection, useLive } from "../../app/live";
import type { Pending } from "../../live/live";
import { Button } from "../../ui/Button";
import { StateChip } from "../../ui/StateChip";
import { useSeeWhen } from "../asking";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { fromTokens } from "./mentions";
import { post } from "./reply";

export function PendingItem({ pending }: { readonly pending: Pending }) {
  const t = useStaffWords();
  const live = useLive();
  const times = useTimes();
  const isLive = useConnection().kind === "live";
  const { args } = pending;
  const isRefused = pending.state === "refused";
  const isNote = "internal" in args && args.internal === true;
  const calls = isNote && args.body.includes("<@");
  const colleagues = useSeeWhen("mention.offer", calls ? { thread: args.thread } : null)?.data?.people ?? [];
  const retry = () => {
    live.discard(pending.id);
    // Refused again, it is shown here again.
    if ("thread" in args) post(live, args).catch(() => undefined);
  };
  return (
    <li className="message" data-side={isNote ? "note" : "practice"} data-pending={!isRefused || undefined}>
      <div className="message-bubble">
        <p className="message-body" dir="auto">
          {calls ? fromTokens(args.body, colleagues) : args.body}
        </p>
      </div>
      <p className="message-foot">
        <time>{times.clock(new Date(pending.at).toISOString())}</time>
        <StateChip state={isRefused ? "failed" : "saved"}>
          {isRefused ? `${t("message.failed")}. ${pending.refusal?.message ?? ""}` : t(isLive ? "message.saved" : "message.unsent")}
        </StateChip>
        {isRefused ? (
          <>
            <Button look="link" onPress={retry}>
              {t("message.retry")}
            </Button>
            <Button look="link" onPress={() => live.discard(pending.id)}>
              {t("message.discard")}
            </Button>
          </>
        ) : null}
      </p>
    </li>
  );
}
