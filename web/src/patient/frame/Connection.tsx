/** The connection in a patient's words. */

import { useConnection } from "../../app/live";
import { useLanguage } from "../../app/words";
import { ConnectionPill, type ConnectionLook } from "../../ui/ConnectionPill";
import { usePatientWords } from "../words";

export function Connection() {
  const t = usePatientWords();
  const locale = useLanguage();
  const state = useConnection();
  const look: ConnectionLook = state.kind === "outdated" ? "stale" : state.kind;
  const time = "since" in state && state.since !== null ? clockOf(locale, state.since) : "";
  return <ConnectionPill state={look} label={t(`connection.${state.kind}`, { time })} />;
}

/** The device's own clock: this is about the device. */
function clockOf(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(at);
}
