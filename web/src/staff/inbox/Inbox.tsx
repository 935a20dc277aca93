/** One queue, one conversation, one patient: three panes that become pages on a narrow screen. */
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

import { useRecord, useSee } from "../../app/live";
import type { Id, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { Drawer } from "../../ui/Drawer";
import { MessageIcon } from "../../ui/icons";
import { useKeys } from "../keys";
import { useMedia } from "../visible";
import { boxPath, firstFilter, listArgs, type Box, type Filter } from "../places";
import { ContextPane } from "../patient/ContextPane";
import { useStaffWords } from "../words";
import { rowId } from "./focus";
import { QueueList } from "./QueueList";
import { ThreadPane } from "./ThreadPane";
import "./inbox.css";

/** Room for three panes beside the rail; the same number is in inbox.css. */
const WIDE = "(min-width: 80rem)";

export interface InboxProps {
  readonly box: Box;
  readonly thread: Id | null;
}

export function Inbox({ box, thread }: InboxProps) {
  const t = useStaffWords();
  const [, go] = useLocation();
  const [filter, setFilter] = useState<Filter>(firstFilter(box));
  const [isContextOpen, setContextOpen] = useState(false);
  const list = useSee("thread.list", listArgs(box, filter));
  const threads = list.data?.threads ?? [];
  const opened = useRecord("thread", thread ?? "");
  const patient = box.kind === "patient" ? box.id : opened?.patient.id;

  const open = (id: Id | null) => go(boxPath(box, id));
  const neighbour = useNeighbour(threads, thread);
  const move = (step: 1 | -1) => {
    const next = thread === null ? threads[0]?.thread : neighbour(step);
    if (next === undefined) return;
    open(next);
    document.getElementById(rowId(next))?.focus();
  };
  /** What was worked on has left the list: the next one opens by itself. */
  const openNext = () => {
    const next = neighbour(1) ?? neighbour(-1) ?? null;
    open(next);
    if (next === null) announce(t("box.empty"));
  };
  useKeys({ j: () => move(1), k: () => move(-1) });

  return (
    <div className="inbox" data-showing={thread === null ? "list" : "thread"}>
      <QueueList box={box} filter={filter} onFilter={setFilter} list={list} current={thread} />
      {thread === null ? (
        <NothingOpen />
      ) : (
        <ThreadPane
          key={thread}
          thread={thread}
          onBack={() => open(null)}
          onDone={openNext}
          onContext={() => setContextOpen(true)}
        />
      )}
      <OpenContext thread={thread} patient={patient} isOpen={isContextOpen} onClose={() => setContextOpen(false)} />
    </div>
  );
}

/**
 * The conversation before or after the open one. One that has left the list (answered, done) keeps its place there,
 * so that the next is the one that took it.
 */
function useNeighbour(threads: readonly Thread[], thread: Id | null) {
  const place = useRef(0);
  const index = threads.findIndex((each) => each.thread === thread);
  useEffect(() => {
    if (index >= 0) place.current = index;
  }, [index]);
  return (step: 1 | -1): Id | undefined => {
    if (index >= 0) return threads[index + step]?.thread;
    return threads[step === 1 ? place.current : place.current - 1]?.thread;
  };
}

function NothingOpen() {
  const t = useStaffWords();
  return (
    <section className="thread-none">
      <MessageIcon size={40} />
      <h2>{t("thread.none")}</h2>
      <p className="muted">{t("thread.noneLead")}</p>
    </section>
  );
}

interface OpenContextProps {
  readonly thread: Id | null;
  readonly patient: Id | undefined;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The third column on a wide screen, a drawer on a narrow one: an unseen chart is not asked for, since reads are kept. */
function OpenContext({ thread, patient, isOpen, onClose }: OpenContextProps) {
  const t = useStaffWords();
  const hasRoom = useMedia(WIDE);
  const pane = patient === undefined ? null : <ContextPane patient={patient} thread={thread} key={patient} />;
  if (hasRoom) {
    return (
      <aside className="context" aria-label={t("context.title")}>
        {pane}
      </aside>
    );
  }
  return (
    <Drawer title={t("context.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose} side="end">
      {pane}
    </Drawer>
  );
}
