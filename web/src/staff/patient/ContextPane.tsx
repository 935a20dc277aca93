/** The patient beside the conversation: who they are and what the chart says, enough to answer most messages. */
import { useSee } from "../../app/live";
import type { ChartSummary, Id } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { PhoneIcon } from "../../ui/icons";
import { Skeleton } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { useTimes } from "../times";
import { useScreens } from "../roles";
import { PatientTasks } from "../tasks/PatientTasks";
import { useStaffWords, type StaffWord } from "../words";
import { Allergies, Medicines, Problems, Results, Visits } from "./facts";
import { OtherConversations } from "./OtherConversations";
import { Timeline } from "./Timeline";
import "./context.css";

export interface ContextPaneProps {
  readonly patient: Id;
  /** The conversation that is open beside it, left out of the list of others. */
  readonly thread: Id | null;
}

export function ContextPane(props: ContextPaneProps) {
  const t = useStaffWords();
  const { chart } = useScreens();
  if (!chart) return <PlainPane {...props} />;
  const tabs = [
    { id: "chart", name: t("context.overview"), content: <ChartPane {...props} /> },
    { id: "timeline", name: t("timeline.title"), content: <Timeline patient={props.patient} /> },
  ];
  return <Tabs label={t("context.views")} tabs={tabs} />;
}

/** For roles without the chart: what else was written is all there is. */
function PlainPane({ patient, thread }: ContextPaneProps) {
  const t = useStaffWords();
  return (
    <div className="context-body">
      <p className="muted small">{t("context.restricted")}</p>
      <PatientTasks patient={patient} />
      <OtherConversations patient={patient} thread={thread} />
    </div>
  );
}

function ChartPane({ patient, thread }: ContextPaneProps) {
  const t = useStaffWords();
  const summary = useSee("chart.summary", { patient });
  if (!summary.data) {
    return (
      <div className="context-away">
        {summary.refusal ? (
          <Banner tone="attention" role="status">
            {summary.refusal.message || t("context.failed")}
            {summary.refusal.retry ? <Button onPress={summary.again}>{t("staff.again")}</Button> : null}
          </Banner>
        ) : (
          <Skeleton label={t("context.loading")} lines={10} />
        )}
      </div>
    );
  }
  const chart = summary.data;
  return (
    <div className="context-body">
      <Who patient={chart.patient} />
      <PatientTasks patient={patient} />
      <Allergies allergies={chart.allergies} />
      <Problems problems={chart.problems} />
      <Medicines medicines={chart.medicines} />
      <Results results={chart.results} />
      <Visits visits={chart.visits} />
      <OtherConversations patient={patient} thread={thread} />
    </div>
  );
}

const SEXES: Readonly<Record<string, StaffWord>> = {
  female: "context.female",
  male: "context.male",
  other: "context.other",
};

function Who({ patient }: { readonly patient: ChartSummary["patient"] }) {
  const t = useStaffWords();
  const times = useTimes();
  const speaks = patient.language?.startsWith("es") ? "language.es" : "language.en";
  return (
    <header className="context-who">
      <Avatar name={patient.name} id={patient.id} size="large" />
      <div>
        <h2>{patient.name}</h2>
        <p>
          {patient.born ? `${t("context.age", { age: times.age(patient.born) })}, ` : ""}
          {t(SEXES[patient.sex ?? ""] ?? "context.unknown")}
        </p>
        {patient.born ? <p className="muted small">{t("context.born", { date: times.date(patient.born) })}</p> : null}
        {patient.language ? <p className="muted small">{t("context.speaks", { language: t(speaks) })}</p> : null}
        {patient.telephone ? (
          <a
            className="context-phone"
            href={`tel:${patient.telephone}`}
            aria-label={t("context.call", { telephone: patient.telephone })}
          >
            <PhoneIcon size={16} />
            {patient.telephone}
          </a>
        ) : null}
      </div>
    </header>
  );
}
