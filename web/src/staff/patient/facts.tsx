/** The kinds of clinical facts in the context pane, each in the form it is read in. */
import type { ChartSummary } from "../../live/wire";
import { useLanguage } from "../../app/words";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { Part } from "./Part";
import { plainName, plainUnit, plainValue } from "./plain";
import { PresentAndPast } from "./PresentAndPast";

export function Allergies({ allergies }: Pick<ChartSummary, "allergies">) {
  const t = useStaffWords();
  return (
    <Part
      title={t("context.allergies")}
      items={allergies}
      keyOf={(allergy) => allergy.id}
      none={t("context.noAllergies")}
      isAlarm={allergies.length > 0}
    >
      {(allergy) => (
        <>
          <span className="fact-name">{plainName(allergy.name)}</span>
          {allergy.criticality === "high" ? <span className="fact-high">{t("context.high")}</span> : null}
        </>
      )}
    </Part>
  );
}

export function Problems({ problems }: Pick<ChartSummary, "problems">) {
  const t = useStaffWords();
  const times = useTimes();
  return (
    <PresentAndPast title={t("context.problems")} facts={problems}>
      {(problem) => (problem.since ? t("context.since", { date: times.date(problem.since) }) : null)}
    </PresentAndPast>
  );
}

export function Medicines({ medicines }: Pick<ChartSummary, "medicines">) {
  const t = useStaffWords();
  return (
    <PresentAndPast title={t("context.medicines")} facts={medicines}>
      {(medicine) => medicine.dose}
    </PresentAndPast>
  );
}

export function Results({ results }: Pick<ChartSummary, "results">) {
  const t = useStaffWords();
  const times = useTimes();
  const language = useLanguage();
  const number = new Intl.NumberFormat(language === "es" ? "es-US" : "en-US", { maximumFractionDigits: 2 });
  return (
    <Part title={t("context.results")} items={results} keyOf={(result) => result.id}>
      {(result) => (
        <>
          <span className="fact-line">
            <span className="fact-name">{plainName(result.name)}</span>
            <span className="fact-value figures">
              {result.value == null ? plainValue(result.text ?? "") : `${number.format(result.value)} ${plainUnit(result.unit ?? "")}`}
            </span>
          </span>
          {result.at ? <span className="fact-aside">{times.date(result.at)}</span> : null}
        </>
      )}
    </Part>
  );
}

export function Visits({ visits }: Pick<ChartSummary, "visits">) {
  const t = useStaffWords();
  const times = useTimes();
  return (
    <Part title={t("context.visits")} items={visits} keyOf={(visit) => visit.id}>
      {(visit) => (
        <>
          <span className="fact-name">{plainName(visit.name)}</span>
          {visit.at ? <span className="fact-aside">{times.date(visit.at)}</span> : null}
        </>
      )}
    </Part>
  );
}
