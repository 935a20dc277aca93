/** Everything a message said before it was changed or taken back. */
import { useSee } from "../../app/live";
import type { Message, Named } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Dialog } from "../../ui/Dialog";
import { Skeleton } from "../../ui/Skeleton";
import { useSeeWhen } from "../asking";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { fromTokens } from "./mentions";

export interface VersionsProps {
  readonly message: Message;
  readonly onClose: () => void;
}

export function Versions({ message, onClose }: VersionsProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("versions.title")} closeLabel={t("staff.close")} isOpen onClose={onClose} size="wide">
      <VersionList message={message} />
    </Dialog>
  );
}

function VersionList({ message }: Pick<VersionsProps, "message">) {
  const t = useStaffWords();
  const times = useTimes();
  const { data, refusal } = useSee("message.versions", { message: message.message });
  const colleagues = useSeeWhen("mention.offer", message.internal ? { thread: message.thread } : null)?.data?.people ?? [];
  const known: readonly Named[] = [...(message.mentions ?? []), ...colleagues];
  if (refusal) return <Banner tone="attention">{t("versions.closed")}</Banner>;
  if (!data) return <Skeleton label={t("versions.loading")} lines={4} />;
  return (
    <>
      <p className="muted small">{t("versions.lead")}</p>
      <ol className="versions">
        {data.versions.map((version) => {
          const about = { name: version.by.name, time: times.stamp(version.at) };
          return (
            <li key={version.rev}>
              <p className="muted small">{t(version.reason === undefined ? "versions.until" : "versions.retracted", about)}</p>
              <blockquote className="merge-words" dir="auto">
                {fromTokens(version.body, known)}
              </blockquote>
              {version.reason === undefined ? null : <p className="small">{t("versions.reason", { reason: version.reason })}</p>}
            </li>
          );
        })}
        {message.state === "retracted" ? null : (
          <li>
            <p className="muted small">{t("versions.now")}</p>
            <blockquote className="merge-words" data-theirs dir="auto">
              {fromTokens(message.body, known)}
            </blockquote>
          </li>
        )}
      </ol>
    </>
  );
}
