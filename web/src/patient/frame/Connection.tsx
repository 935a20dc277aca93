/** The connection in a patient's words. */

import { useConnection } from "../../app/live";
import { useLanguage } from "../../app/words";
import { Button } from "../../ui/Button";
import { ConnectionPill } from "../../ui/ConnectionPill";
import { usePatientWords } from "../words";

/** The pill in the header; a page of an older version says so instead of pretending. */
export function Connection() {
  const t = usePatientWords();
  const locale = useLanguage();
  const state = useConnection();
  if (state.kind === "outdated") {
    return (
      <Button look="link" onPress={() => location.reload()}>
        {t("connection.outdated")}
      </Button>
    );
  }
  const time = "since" in state && state.since !== null ? clockOf(locale, state.since) : "";
  return <ConnectionPill state={state.kind} label={t(`connection.${state.kind}`, { time })} />;
}

/** The device's own clock: this is about the device. */
function clockOf(locale: string, at: number): string {
  return new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit" }).format(at);
}
