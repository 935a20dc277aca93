/** The connection in a patient's words. */

import { useConnection } from "../../app/live";
import { renewShell } from "../../app/shell";
import { Button } from "../../ui/Button";
import { ConnectionPill } from "../../ui/ConnectionPill";
import { useTimes } from "../times";
import { usePatientWords } from "../words";

/** The pill in the header; a page of an older version says so instead of pretending. */
export function Connection() {
  const t = usePatientWords();
  const times = useTimes();
  const state = useConnection();
  if (state.kind === "outdated") {
    return (
      <Button look="link" onPress={() => void renewShell()}>
        {t("connection.outdated")}
      </Button>
    );
  }
  if (state.kind !== "stale" && state.kind !== "offline") {
    return <ConnectionPill state={state.kind} label={t(`connection.${state.kind}`)} />;
  }
  // To the reader both are one: what is on the page is as old as this.
  const label = state.since === null ? t("offline.pill") : t("offline.pill-since", { time: times.clock(state.since) });
  return <ConnectionPill state={state.kind} label={label} />;
}
