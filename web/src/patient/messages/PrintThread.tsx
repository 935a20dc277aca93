/** A whole conversation on paper: older messages are fetched first, and the practice stands above them. */

import { useEffect, useState } from "react";

import { useMe } from "../../app/live";
import type { Thread } from "../../live/wire";
import { Button } from "../../ui/Button";
import { PrintIcon } from "../../ui/icons";
import { useTimes } from "../times";
import { usePatientWords } from "../words";
import "./print.css";

interface PrintThreadProps {
  readonly hasMore: boolean;
  readonly more: () => void;
  /** How many messages are here: another page has come when it grows. */
  readonly count: number;
}

export function PrintThread({ hasMore, more, count }: PrintThreadProps) {
  const t = usePatientWords();
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    if (!isWanted) return;
    if (hasMore) return more();
    const done = () => setWanted(false);
    addEventListener("afterprint", done, { once: true });
    print();
    return () => removeEventListener("afterprint", done);
  }, [isWanted, hasMore, more, count]);
  return (
    <Button look="quiet" icon={<PrintIcon />} onPress={() => setWanted(true)} isDisabled={isWanted}>
      {t(isWanted ? "thread.print-loading" : "thread.print")}
    </Button>
  );
}

/** Only on paper: whose messages with whom, how to reach the practice, and when it was printed. */
export function PrintHead({ thread }: { readonly thread: Thread }) {
  const t = usePatientWords();
  const times = useTimes();
  const { practice } = useMe();
  return (
    <div className="print-head" aria-hidden="true">
      <p className="print-practice">{practice.name}</p>
      <p>{practice.telephone}</p>
      <p>{t("print.about", { name: thread.patient?.name ?? "" })}</p>
      <p>{t("print.on", { time: times.day(new Date().toISOString()) })}</p>
    </div>
  );
}
