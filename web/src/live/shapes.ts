/** How each query's answer is kept and carried on by events: which records it holds, in which order, and what voids it. */

import type { Records } from "./live";
import type { Change } from "./records";
import { messageSearch, timeline } from "./shapes.lists";
import type { Actor, Asked, Data, Id, LiveEvent, Message, QueryName, Task, Thread, Topic, Unread } from "./wire";

/** An answer without the records in it: those live in one place, so every view shows the same. */
export interface Kept {
  readonly rest: unknown;
  readonly ids: ReadonlySet<Id>;
  readonly next: string | null;
}

export interface Shape<N extends QueryName> {
  /** A topic to follow while the answer is shown; what concerns it reaches the reader only then. */
  readonly topic?: (args: Asked<N>) => Topic;
  /** Milliseconds after which an answer is asked anew when it is shown again. */
  readonly fresh_ms?: number;
  /** Says nothing of any patient and is kept on a person's own device, for when the hub is out of reach. */
  readonly isKept?: boolean;
  take(data: Data<N>): { readonly kept: Kept; readonly changes: readonly Change[] };
  /** Undefined when the subject itself is gone. */
  show(kept: Kept, records: Records, args: Asked<N>): Data<N> | undefined;
  /** The answer after an event, or "stale": only the server can tell, ask anew. */
  follow(kept: Kept, event: LiveEvent, args: Asked<N>, actor: Actor, records: Records): Kept | "stale";
  /** One answer of a further page and those before it, or of a new first page and those after the old one. */
  join?(before: Kept, page: Kept, isFurther: boolean): Kept;
  /** The arguments that ask for the next page. */
  readonly onwards?: (args: Asked<N>, next: string) => Asked<N>;
}

const NO_IDS: ReadonlySet<Id> = new Set();

/** Answers that stay as they came until an event of one of these families makes them stale. */
function whole<N extends QueryName>(families: readonly string[], extra: Partial<Shape<N>> = {}): Shape<N> {
  return {
    take: (data) => ({ kept: { rest: data, ids: NO_IDS, next: null }, changes: [] }),
    show: (kept) => kept.rest as Data<N>,
    follow: (kept, event) => (families.some((family) => event.kind.startsWith(family)) ? "stale" : kept),
    ...extra,
  };
}

const threadList: Shape<"thread.list"> = {
  take: ({ threads, next }) => ({
    kept: { rest: null, ids: new Set(threads.map(({ thread }) => thread)), next },
    changes: threads.map((record) => ({ kind: "thread", record })),
  }),
  show: ({ ids, next }, records) => ({
    threads: [...ids].flatMap((id) => records.thread.get(id) ?? []).sort(newestFirst),
    next,
  }),
  follow: (kept, event, args, actor) => {
    const thread = threadIn(event);
    if (!thread) return kept;
    const isKnown = kept.ids.has(thread.thread);
    const belongs = belongsIn(args, thread, actor);
    if (belongs === "unknown") return isKnown ? kept : "stale";
    if (belongs === isKnown) return kept;
    return { ...kept, ids: belongs ? new Set([...kept.ids, thread.thread]) : without(kept.ids, thread.thread) };
  },
  onwards: (args, next) => ({ ...args, after: next }),
};

const taskList: Shape<"task.list"> = {
  take: ({ tasks, next }) => ({
    kept: { rest: null, ids: new Set(tasks.map(({ task }) => task)), next },
    changes: tasks.map((record) => ({ kind: "task", record })),
  }),
  show: ({ ids, next }, records, args) => ({
    tasks: [...ids].flatMap((id) => records.task.get(id) ?? []).sort(args.state === "done" ? lastDoneFirst : firstDueFirst),
    next,
  }),
  follow: (kept, event, args, actor) => {
    const task = event.kind.startsWith("task.") ? (event.data as Task) : null;
    if (!task) return kept;
    const isKnown = kept.ids.has(task.task);
    const belongs = taskBelongsIn(args, task, actor);
    if (belongs === "unknown") return isKnown ? kept : "stale";
    if (belongs === isKnown) return kept;
    return { ...kept, ids: belongs ? new Set([...kept.ids, task.task]) : without(kept.ids, task.task) };
  },
  onwards: (args, next) => ({ ...args, after: next }),
};

const threadPage: Shape<"thread.page"> = {
  topic: ({ thread }) => `thread:${thread}`,
  take: ({ thread, messages, next }) => ({
    kept: { rest: null, ids: new Set(messages.map(({ message }) => message)), next },
    changes: [{ kind: "thread", record: thread }, ...messages.map((record): Change => ({ kind: "message", record }))],
  }),
  show: ({ ids, next }, records, args) => {
    const thread = records.thread.get(args.thread);
    if (!thread) return undefined;
    const messages = [...ids].flatMap((id) => records.message.get(id) ?? []).sort(oldestFirst);
    return { thread, messages: messages.map((message) => asSeen(message, thread)), next };
  },
  follow: (kept, event, args) => {
    if (!event.kind.startsWith("message.")) return kept;
    const { thread, message } = event.data as Partial<Message>;
    if (thread !== args.thread || !message || kept.ids.has(message)) return kept;
    return { ...kept, ids: new Set([...kept.ids, message]) };
  },
  onwards: (args, next) => ({ ...args, before: next }),
};

const unreadCount: Shape<"unread.count"> = {
  ...whole<"unread.count">([]),
  follow: (kept, event) => (event.kind === "unread.changed" ? { ...kept, rest: event.data as Unread } : kept),
};

const messageVersions: Shape<"message.versions"> = {
  ...whole<"message.versions">([]),
  follow: (kept, event, args) => (event.subject === args.message ? "stale" : kept),
};

const SHAPES: { readonly [N in QueryName]: Shape<N> } = {
  "thread.list": threadList,
  "thread.page": threadPage,
  "task.list": taskList,
  "unread.count": unreadCount,
  "message.versions": messageVersions,
  "mention.list": whole(["mention."]),
  "mention.offer": whole(["member.", "pool."], { fresh_ms: 60_000 }),
  "quick_reply.list": whole(["quick_reply."]),
  "quick_reply.values": whole([], { fresh_ms: 60_000 }),
  "topic.list": whole(["topic.", "pool."], { isKept: true }),
  "pool.list": whole(["pool."]),
  "patient.search": whole(["patient."]),
  "patient.timeline": timeline,
  "message.search": messageSearch,
  "patient.mine": whole(["patient.", "proxy."]),
  "practice.show": whole(["practice."], { fresh_ms: 60_000 }),
  "chart.summary": whole(["chart.", "patient."], { topic: ({ patient }) => `patient:${patient}` }),
  "member.list": whole(["member.", "person.", "pool."]),
  "staff.list": whole(["member.", "person."]),
  "draft.list": whole([]),
  "session.list": whole(["session."]),
  "file.uploads": whole(["file."]),
  "file.pieces": whole([]),
  "file.open": whole([]),
  "file.list": whole([], {
    topic: ({ patient }) => `patient:${patient}`,
    follow: (kept, event, { patient }) => (bringsFiles(event, patient) ? "stale" : kept),
  }),
  "notice.list": whole(["notice.preferred"]),
  "notice.failures": whole(["notice.failed"]),
};

export function shapeOf<N extends QueryName>(name: N): Shape<N> {
  return SHAPES[name];
}

const SEEN = new WeakMap<Message, Message>();

/** Reading changes the thread alone: how far the other side has read is told there. */
function asSeen(message: Message, thread: Thread): Message {
  const isFromPatientSide = message.author.role === "patient" || message.author.role === "proxy";
  const upto = (isFromPatientSide ? thread.seen_by_staff : thread.seen_by_patient) ?? 0;
  if (message.state !== "sent" || message.internal || message.n === undefined || message.n > upto) return message;
  // The same object each time, so that what has not changed is not painted.
  const seen = SEEN.get(message) ?? { ...message, state: "seen" };
  SEEN.set(message, seen);
  return seen;
}

/** Files come to a chart with a message, and leave it with one that is taken back. */
function bringsFiles(event: LiveEvent, patient: Id): boolean {
  if (!event.kind.startsWith("message.") || event.thread?.patient?.id !== patient) return false;
  const { attachments, state } = event.data as Partial<Message>;
  return state === "retracted" || Boolean(attachments?.length);
}

function threadIn(event: LiveEvent): Thread | null {
  if (event.kind.startsWith("message.")) return event.thread ?? null;
  const thread = event.kind.startsWith("thread.") ? (event.data as Partial<Thread>) : null;
  return thread?.thread ? (thread as Thread) : null;
}

/** The box rules of thread.list. Which pools are mine, only the server knows. */
export function belongsIn(args: Asked<"thread.list">, thread: Thread, actor: Actor): boolean | "unknown" {
  if (args.state && thread.state !== args.state) return false;
  if (args.only && !isAmong(args.only, thread)) return false;
  if (args.patient && thread.patient?.id !== args.patient) return false;
  if (args.pool && thread.pool !== args.pool) return false;
  if (args.done_since) return isDoneSince(args.done_since, args.box, thread, actor);
  const isMember = thread.state !== "closed" && (thread.members ?? []).some((member) => member.id === actor.person);
  if (args.box === "mine") return isMember || thread.owner?.id === actor.person;
  if (args.box !== "pool") return true;
  if (isMember) return false;
  const isWaitingForAnyone = !thread.owner && thread.state !== "closed";
  return isWaitingForAnyone && !args.pool ? "unknown" : isWaitingForAnyone;
}

function isAmong(only: NonNullable<Asked<"thread.list">["only"]>, thread: Thread): boolean {
  if (thread.state === "closed") return false;
  if (only === "urgent") return thread.urgent;
  if (only === "unread") return thread.unread > 0;
  return thread.state === "open" && thread.due_at != null && Date.parse(thread.due_at) < Date.now();
}

function isDoneSince(since: string, box: Asked<"thread.list">["box"], thread: Thread, actor: Actor): boolean {
  const isDone = thread.state === "closed" && thread.closed_at != null && thread.closed_at >= since;
  return isDone && (box !== "mine" || thread.closed_by?.id === actor.person);
}

/** The box rules of task.list. */
function taskBelongsIn(args: Asked<"task.list">, task: Task, actor: Actor): boolean | "unknown" {
  if (task.state !== (args.state ?? "open")) return false;
  switch (args.box ?? "all") {
    case "mine":
      return task.owner?.id === actor.person;
    case "pool":
      if (task.owner) return false;
      return args.pool ? task.pool === args.pool : "unknown";
    case "patient":
      return task.patient?.id === args.patient;
    case "thread":
      return task.thread === args.thread;
    case "all":
      return true;
  }
}

function without(ids: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const rest = new Set(ids);
  rest.delete(id);
  return rest;
}

function newestFirst(a: Thread, b: Thread): number {
  return compare(b.listed_at ?? b.last_at, a.listed_at ?? a.last_at) || compare(b.thread, a.thread);
}

/** What has no time comes after all that has one. */
function firstDueFirst(a: Task, b: Task): number {
  return compare(a.due_at ?? "9", b.due_at ?? "9") || compare(a.task, b.task);
}

function lastDoneFirst(a: Task, b: Task): number {
  return compare(b.done_at ?? "", a.done_at ?? "") || compare(b.task, a.task);
}

function oldestFirst(a: Message, b: Message): number {
  return compare(a.sent_at, b.sent_at) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
