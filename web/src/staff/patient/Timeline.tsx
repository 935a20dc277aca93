/** What happened to a patient, newest first, by month and day: conversations, visits, results and the rest of the chart. */
import { useState } from "react";
import { Radio, RadioGroup } from "react-aria-components";
import { Link } from "wouter";

import { useSee } from "../../app/live";
import type { Id, TimelineItem, TimelineKind } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Skeleton } from "../../ui/Skeleton";
import { boxPath } from "../places";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { KIND_ICONS, KIND_NAMES, ONE_NAMES } from "./kinds";
import { plainName, plainValue } from "./plain";
import { monthsOf, type Moment } from "./timeline";
import "./timeline.css";

const PAGE = 40;
const FILTERS = ["all", "message", "visit", "problem", "medicine", "allergy", "result", "immunization", "procedure"] as const;
type TimelineFilter = (typeof FILTERS)[number];

export function Timeline({ patient }: { readonly patient: Id }) {
  const t = useStaffWords();
  const [filter, setFilter] = useState<TimelineFilter>("all");
  const kinds = filter === "all" ? {} : { kinds: [filter] };
  const timeline = useSee("patient.timeline", { patient, limit: PAGE, ...kinds });
  const pick = (value: string) => setFilter(FILTERS.find((each) => each === value) ?? "all");
  return (
    <section className="timeline" aria-label={t("timeline.title")}>
      <RadioGroup className="filters" aria-label={t("timeline.filter")} orientation="horizontal" value={filter} onChange={pick}>
        {FILTERS.map((each) => (
          <Radio key={each} value={each} className="filters-one">
            {t(each === "all" ? "timeline.all" : KIND_NAMES[each])}
          </Radio>
        ))}
      </RadioGroup>
      {timeline.refusal ? (
        <Banner tone="attention" role="status">
          {timeline.refusal.message || t("timeline.failed")}
          <Button onPress={timeline.again}>{t("staff.again")}</Button>
        </Banner>
      ) : null}
      {!timeline.data && !timeline.refusal ? <Skeleton label={t("timeline.loading")} lines={8} /> : null}
      {timeline.data?.items.length === 0 ? <p className="muted timeline-none">{t("timeline.none")}</p> : null}
      {monthsOf(timeline.data?.items ?? []).map((month) => (
        <Month key={month.key} day={month.key} moments={month.moments} patient={patient} />
      ))}
      {timeline.hasMore ? (
        <Button look="quiet" wide onPress={timeline.more} isPending={timeline.isAsking}>
          {t("timeline.more")}
        </Button>
      ) : null}
    </section>
  );
}

interface MonthProps {
  readonly day: string;
  readonly moments: readonly Moment[];
  readonly patient: Id;
}

function Month({ day, moments, patient }: MonthProps) {
  const times = useTimes();
  return (
    <section className="timeline-month">
      <h3>{times.month(day)}</h3>
      <ol>
        {moments.map((moment) => (
          <li key={moment.key} className="timeline-row" data-new-day={moment.isNewDay || undefined}>
            <DayMark day={moment.items[0].day} isShown={moment.isNewDay} />
            <MomentWords items={moment.items} patient={patient} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function DayMark({ day, isShown }: { readonly day: string; readonly isShown: boolean }) {
  const times = useTimes();
  const [name, number] = times.dayOfMonth(day);
  return (
    <time className="timeline-day" dateTime={day}>
      <span className={isShown ? "" : "hidden-text"}>
        <span className="timeline-number figures">{number}</span> <span>{name}</span>
      </span>
    </time>
  );
}

/** One item; or the results of one moment, which are one thing: a panel. */
function MomentWords({ items, patient }: { readonly items: Moment["items"]; readonly patient: Id }) {
  const t = useStaffWords();
  const times = useTimes();
  const [first, ...rest] = items;
  const Icon = KIND_ICONS[first.kind];
  const isOpening = first.about === "opened";
  return (
    <div className="timeline-item">
      <p className="timeline-kind">
        <Icon size={16} />
        <span>{t(isOpening ? "timeline.opened" : (rest.length > 0 ? KIND_NAMES : ONE_NAMES)[first.kind])}</span>
        {first.has_time ? <time dateTime={first.at}>{times.clock(first.at)}</time> : null}
        <Standing item={first} />
      </p>
      {rest.length > 0 ? (
        <ul className="timeline-panel">
          {items.map((item) => (
            <li key={item.item}>
              <span>{plainName(item.title)}</span>
              <span className="figures">{plainValue(item.detail)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <Single item={first} patient={patient} />
      )}
    </div>
  );
}

function Single({ item, patient }: { readonly item: TimelineItem; readonly patient: Id }) {
  const title = item.kind === "message" ? item.title : plainName(item.title);
  return (
    <>
      <p className="timeline-title" dir="auto">
        {item.thread ? <Link href={boxPath({ kind: "patient", id: patient }, item.thread)}>{title}</Link> : null}
        {item.file ? <a href={`/api/files/${item.file}`}>{title}</a> : null}
        {item.thread || item.file ? null : title}
      </p>
      {item.detail ? (
        <p className="timeline-detail" dir="auto">
          {item.kind === "message" ? item.detail : plainValue(item.detail)}
        </p>
      ) : null}
    </>
  );
}

/** Whether it holds now: said of what comes to an end. */
const ENDING: readonly TimelineKind[] = ["problem", "medicine", "allergy"];

function Standing({ item }: { readonly item: TimelineItem }) {
  const t = useStaffWords();
  if (!ENDING.includes(item.kind) || item.about !== "active") return null;
  return <span className="timeline-active">{t("timeline.active")}</span>;
}
