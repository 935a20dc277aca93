/** Answers that are lists of what is no record of its own: hits of a search, the timeline of a patient. */

import type { Kept, Shape } from "./shapes";
import type { Data, Hit, LiveEvent, TimelineItem } from "./wire";

const NO_IDS: ReadonlySet<string> = new Set();

/** What takes a hit away, or changes what it says; a new message is found by searching again. */
const CHANGES = new Set(["message.amended", "message.retracted", "access.changed", "gone"]);

export const messageSearch: Shape<"message.search"> = {
  fresh_ms: 5_000,
  take: ({ hits, next }) => ({ kept: { rest: hits, ids: NO_IDS, next }, changes: [] }),
  show: ({ rest, next }) => ({ hits: rest as readonly Hit[], next }),
  follow: (kept, event) => (CHANGES.has(event.kind) ? "stale" : kept),
  onwards: (args, next) => ({ ...args, after: next }),
  // The pages are told apart by age: a new first page replaces everything as new as its oldest hit.
  join: (before, page, isFurther) => {
    const [known, got] = [before.rest as readonly Hit[], page.rest as readonly Hit[]];
    const oldest = got.at(-1)?.message ?? "";
    const rest = isFurther ? [...known, ...got] : [...got, ...known.filter(({ message }) => message < oldest)];
    return { ...page, rest, next: isFurther ? page.next : before.next };
  },
};

const FAMILIES = ["message.", "thread.", "chart.", "file.", "task.", "patient."];

export const timeline: Shape<"patient.timeline"> = {
  topic: ({ patient }) => `patient:${patient}`,
  take: ({ items, next }) => ({ kept: { rest: items, ids: NO_IDS, next }, changes: [] }),
  show: ({ rest, next }) => ({ items: rest as Data<"patient.timeline">["items"], next }),
  follow: (kept, event, args) => (concerns(event, args.patient) ? "stale" : kept),
  onwards: (args, next) => ({ ...args, before: next }),
  join: joinTimeline,
};

/** What is known of its patient says so; what is not told is taken for theirs. */
function concerns(event: LiveEvent, patient: string): boolean {
  if (event.kind === "gone" || event.kind === "access.changed") return true;
  if (!FAMILIES.some((family) => event.kind.startsWith(family)) || event.kind === "thread.read") return false;
  const data = (event.thread ?? event.data ?? {}) as { patient?: string | { id: string } };
  const whose = typeof data.patient === "object" ? data.patient.id : data.patient;
  return whose === undefined || whose === patient;
}

function joinTimeline(before: Kept, page: Kept, isFurther: boolean): Kept {
  const [known, got] = [before.rest as readonly TimelineItem[], page.rest as readonly TimelineItem[]];
  const names = new Set(got.map(({ item }) => item));
  const oldest = got.at(-1)?.at ?? "";
  const rest = isFurther
    ? [...known.filter(({ item }) => !names.has(item)), ...got]
    : [...got, ...known.filter(({ item, at }) => at <= oldest && !names.has(item))];
  return { ...page, rest, next: isFurther ? page.next : before.next };
}
