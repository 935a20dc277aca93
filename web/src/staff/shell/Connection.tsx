/** The connection in the reader's words: live, or since when not. */
import { useConnection } from "../../app/live";
import { Button } from "../../ui/Button";
import { ConnectionPill } from "../../ui/ConnectionPill";
import { useTimes } from "../times";
import { useStaffWords } from "../words";

export function Connection() {
  const t = useStaffWords();
  const times = useTimes();
  const connection = useConnection();
  const since = (at: number) => times.clock(new Date(at).toISOString());
  switch (connection.kind) {
    case "live":
      return <ConnectionPill state="live" label={t("connection.live")} />;
    case "connecting":
      return <ConnectionPill state="connecting" label={t("connection.connecting")} />;
    case "stale":
      return <ConnectionPill state="stale" label={t("connection.stale", { time: since(connection.since) })} />;
    case "offline":
      return <ConnectionPill state="offline" label={t("connection.offline")} />;
    case "signed-out":
      return <ConnectionPill state="signed-out" label={t("connection.signed-out")} />;
    case "outdated":
      return (
        <Button look="primary" onPress={() => location.reload()}>
          {t("connection.outdated")}
        </Button>
      );
  }
}
