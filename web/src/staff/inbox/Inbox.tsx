/** One queue, one conversation, one patient: three panes that become pages on a narrow screen. */
import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";

import { useMe, useRecord, useSee } from "../../app/live";
import type { Id, Thread } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { Drawer } from "../../ui/Drawer";
import { MessageIcon } from "../../ui/icons";
import { useMedia } from "../visible";
import { boxPath, firstFilter, listArgs, type Box, type Filter } from "../places";
import { ContextPane } from "../patient/ContextPane";
import { Timeline } from "../patient/Timeline";
import { useScreens } from "../roles";
import { useVerbs } from "../verbs";
import { useStaffWords } from "../words";
import { focusThread, rowAt, rowId } from "./focus";
import { startOfDay } from "./moments";
import { QueueList } from "./QueueList";
import { useSelection } from "./selection";
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
  const { practice } = useMe();
  const list = useSee("thread.list", listArgs(box, filter, startOfDay(new Date(), practice.time_zone)));
  const threads = list.data?.threads ?? [];
  const opened = useRecord("thread", thread ?? "");
  const patient = box.kind === "patient" ? box.id : opened?.patient?.id;

  const open = (id: Id | null) => go(boxPath(box, id));
  const neighbour = useNeighbour(threads, thread);
  const selection = useSelection(threads);
  const focusRow = (id: Id | undefined) => id !== undefined && document.getElementById(rowId(id))?.focus();
  /** With a conversation open its neighbour opens; in the list alone the focus moves, and Enter opens. */
  const move = (step: 1 | -1) => {
    if (thread === null) {
      const at = threads.findIndex((each) => each.thread === rowAt());
      focusRow(threads[at < 0 ? 0 : at + step]?.thread);
      return;
    }
    const next = neighbour(step);
    if (next === undefined) return;
    open(next);
    focusRow(next);
  };
  /** The conversation that the keys of the list mean: the row with the focus, else the open one. */
  const pointed = () => threads.find((each) => each.thread === rowAt())?.thread ?? thread;
  const pick = (how: (id: Id) => void) => {
    const id = pointed();
    if (id !== null) how(id);
  };
  /** What was worked on has left the list: the next one opens by itself. */
  const openNext = () => {
    const next = neighbour(1) ?? neighbour(-1) ?? null;
    open(next);
    if (next === null) announce(t("box.empty"));
  };
  /** After an answer or a parking the next one opens, if there is one; the last stays in sight. */
  const goOn = (step: "sent" | "left") => {
    const next = neighbour(1);
    if (next !== undefined) open(next);
    else if (step === "left") openNext();
    focusThread();
  };
  const leaveUnread = () => {
    open(null);
    // After the paint that shows the list again.
    requestAnimationFrame(() => focusRow(thread ?? undefined));
  };
  const openUrgent = useNextUrgent(thread, (id) => {
    go(boxPath({ kind: "all" }, id));
    focusThread();
  });
  useVerbs([
    { keys: "j", run: () => move(1) },
    { keys: "k", run: () => move(-1) },
    { keys: "x", run: () => pick(selection.toggle) },
    { keys: "shift+x", run: () => pick(selection.extend) },
    { keys: "n", words: t("keys.urgent"), run: openUrgent },
  ]);

  return (
    <div className="inbox" data-showing={thread === null ? "list" : "thread"}>
      <QueueList
        box={box}
        filter={filter}
        onFilter={setFilter}
        list={list}
        current={thread}
        selection={selection}
        onPatient={box.kind === "patient" ? () => setContextOpen(true) : null}
      />
      {thread === null ? (
        <NothingOpen box={box} />
      ) : (
        <ThreadPane
          key={thread}
          thread={thread}
          onBack={() => open(null)}
          onDone={openNext}
          onGo={goOn}
          onUnread={leaveUnread}
          onContext={() => setContextOpen(true)}
        />
      )}
      <OpenContext thread={thread} patient={patient} isOpen={isContextOpen} onClose={() => setContextOpen(false)} />
    </div>
  );
}

const URGENT = { only: "urgent", limit: 50 } as const;

/** Opens the urgent conversation after this one in my own boxes, going round; says so when there is none. */
function useNextUrgent(thread: Id | null, onOpen: (thread: Id) => void): () => void {
  const t = useStaffWords();
  const mine = useSee("thread.list", { box: "mine", ...URGENT }).data?.threads ?? [];
  const pools = useSee("thread.list", { box: "pool", ...URGENT }).data?.threads ?? [];
  const urgent = [...mine, ...pools].map((each) => each.thread);
  return () => {
    const next = urgent[(urgent.indexOf(thread ?? "") + 1) % urgent.length];
    if (next === undefined || next === thread) announce(t("box.noUrgent"));
    else onOpen(next);
  };
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

/** Of a patient there is always something to see. */
function NothingOpen({ box }: { readonly box: Box }) {
  const t = useStaffWords();
  const { chart } = useScreens();
  if (box.kind === "patient" && chart) {
    return (
      <div className="thread-none-patient">
        <h2>{t("timeline.title")}</h2>
        <Timeline patient={box.id} />
      </div>
    );
  }
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
