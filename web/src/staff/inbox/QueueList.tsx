/** The queue: a filtered list of conversations, newest activity first, each a link. */
import type { SeenView } from "../../app/live";
import type { Id } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { PersonIcon } from "../../ui/icons";
import { Skeleton } from "../../ui/Skeleton";
import { boxPath, FILTERS, type Box, type Filter } from "../places";
import { usePools } from "../pools";
import { useStaffWords, type StaffWord } from "../words";
import { Bulk } from "./Bulk";
import { Filters } from "./Filters";
import { rowId } from "./focus";
import { QueueRow } from "./QueueRow";
import type { Selection } from "./selection";

export interface QueueListProps {
  readonly box: Box;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
  readonly list: SeenView<"thread.list">;
  readonly current: Id | null;
  /** Shows whose box it is, where there is no room for that beside it. */
  readonly onPatient: (() => void) | null;
  readonly selection: Selection;
}

export function QueueList({ box, filter, onFilter, list, current, selection, onPatient }: QueueListProps) {
  const t = useStaffWords();
  const title = useBoxName(box, list);
  const threads = list.data?.threads ?? [];
  return (
    <section className="queue" aria-labelledby="queue-title">
      <div className="queue-head">
        <h2 id="queue-title">{title}</h2>
        {onPatient ? (
          <Button className="queue-patient" look="quiet" icon={<PersonIcon size={18} />} onPress={onPatient}>
            {t("context.open")}
          </Button>
        ) : null}
        <Filters filters={FILTERS[box.kind]} selected={filter} onSelect={onFilter} />
        <Bulk selection={selection} />
      </div>
      <div className="queue-scroll">
        {list.refusal ? <Failed onAgain={list.again} /> : null}
        {list.isAsking && threads.length === 0 ? (
          <div className="queue-loading">
            <Skeleton label={t("box.loading")} lines={9} />
          </div>
        ) : null}
        <ul className="queue-list" data-picking={selection.threads.length > 0 || undefined}>
          {threads.map((thread) => (
            <QueueRow
              key={thread.thread}
              id={rowId(thread.thread)}
              thread={thread}
              href={boxPath(box, thread.thread)}
              isCurrent={thread.thread === current}
              box={box.kind}
              isPicked={selection.has(thread.thread)}
              onPick={() => selection.toggle(thread.thread)}
            />
          ))}
        </ul>
        {list.data && threads.length === 0 ? <Empty box={box} filter={filter} /> : null}
        {list.hasMore ? (
          <Button look="quiet" wide onPress={list.more} isPending={list.isAsking}>
            {t("box.more")}
          </Button>
        ) : null}
      </div>
    </section>
  );
}

function Failed({ onAgain }: { readonly onAgain: () => void }) {
  const t = useStaffWords();
  return (
    <div className="queue-loading">
      <Banner tone="attention" role="status">
        {t("box.failed")}
        <Button onPress={onAgain}>{t("staff.again")}</Button>
      </Banner>
    </div>
  );
}

function Empty({ box, filter }: { readonly box: Box; readonly filter: Filter }) {
  const t = useStaffWords();
  return (
    <div className="queue-empty" role="status">
      <p className="queue-empty-title">{t("box.empty")}</p>
      <p className="muted small">{t(emptyWord(box, filter))}</p>
    </div>
  );
}

const EMPTY_TODO = { mine: "box.emptyMine", pool: "box.emptyPool", all: "box.emptyAll" } as const;

const EMPTY: Readonly<Partial<Record<Filter, StaffWord>>> = {
  closed: "box.emptyClosed",
  waiting: "box.emptyWaiting",
  snoozed: "box.emptySnoozed",
  done: "box.emptyDone",
  urgent: "box.emptyUrgent",
  unread: "box.emptyUnread",
  overdue: "box.emptyOverdue",
};

function emptyWord(box: Box, filter: Filter): StaffWord {
  const word = EMPTY[filter];
  if (word) return word;
  if (box.kind === "patient") return filter === "any" ? "patient.none" : "box.emptyPatient";
  if (filter === "any") return "box.emptyAny";
  return EMPTY_TODO[box.kind];
}

function useBoxName(box: Box, list: SeenView<"thread.list">): string {
  const t = useStaffWords();
  const pools = usePools();
  switch (box.kind) {
    case "mine":
      return t("box.mine");
    case "all":
      return t("box.all");
    case "pool":
      return pools.find((pool) => pool.id === box.id)?.name ?? "";
    case "patient":
      return list.data?.threads[0]?.patient?.name ?? t("patient.threads");
  }
}
