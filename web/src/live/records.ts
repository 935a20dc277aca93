/** What is known of the chart on this page: records by kind and id, the higher rev wins. Pure. */

import type { Records } from "./live";
import type { Gone, Id, LiveEvent, Message, Task, Thread } from "./wire";

export type Change =
  | { readonly kind: "thread"; readonly record: Thread }
  | { readonly kind: "message"; readonly record: Message }
  | { readonly kind: "task"; readonly record: Task }
  | { readonly kind: "gone"; readonly of: string; readonly id: Id };

export const NOTHING: Records = { thread: new Map(), message: new Map(), task: new Map() };

/** Folding is idempotent and indifferent to order across revs: late and repeated changes do no harm. */
export function fold(records: Records, changes: readonly Change[]): Records {
  if (!changes.length) return records;
  // Copied only where something changes: a list of threads need not copy the messages of a day.
  const isOf = (kind: Change["kind"]) => changes.some((change) => change.kind === kind || change.kind === "gone");
  const thread = isOf("thread") ? new Map(records.thread) : (records.thread as Map<Id, Thread>);
  const message = isOf("message") ? new Map(records.message) : (records.message as Map<Id, Message>);
  const task = isOf("task") ? new Map(records.task) : (records.task as Map<Id, Task>);
  for (const change of changes) {
    if (change.kind === "thread") put(thread, change.record.thread, change.record);
    else if (change.kind === "message") put(message, change.record.message, change.record);
    else if (change.kind === "task") put(task, change.record.task, change.record);
    else if (change.of === "task") task.delete(change.id);
    else forget(thread, message, change.of, change.id);
  }
  return { thread, message, task };
}

/** At the same rev the later word wins: counts such as `unread` are the reader's own and carry no rev. */
function put<R extends { readonly rev: number }>(into: Map<Id, R>, id: Id, record: R): void {
  const known = into.get(id);
  if (!known || record.rev >= known.rev) into.set(id, record);
}

function forget(thread: Map<Id, Thread>, message: Map<Id, Message>, of: string, id: Id): void {
  if (of === "message") message.delete(id);
  const threads = of === "thread" ? [id] : of === "patient" ? threadsOf(thread, id) : [];
  for (const lost of threads) {
    thread.delete(lost);
    for (const [key, record] of message) if (record.thread === lost) message.delete(key);
  }
}

function threadsOf(thread: Map<Id, Thread>, patient: Id): Id[] {
  return [...thread.values()].filter((record) => record.patient?.id === patient).map((record) => record.thread);
}

/** What an event says about records. Unknown kinds say nothing. */
export function changesOf(event: LiveEvent): readonly Change[] {
  if (event.kind === "gone") return [goneOf(event)];
  if (event.kind === "access.changed") return removedBy(event.data);
  const [noun] = event.kind.split(".");
  if (noun !== "thread" && noun !== "message" && noun !== "task") return [];
  if (isGone(event.data)) return [{ kind: "gone", of: noun, id: event.subject }];
  if (noun === "task") return [{ kind: "task", record: event.data as Task }];
  if (noun === "thread") return [{ kind: "thread", record: event.data as Thread }];
  const message: Change = { kind: "message", record: event.data as Message };
  return event.thread ? [{ kind: "thread", record: event.thread }, message] : [message];
}

function isGone(data: unknown): data is Gone {
  return (data as Partial<Gone> | null)?.state === "gone";
}

function goneOf({ subject, data }: LiveEvent): Change {
  const said = (data ?? {}) as { kind?: string; subject?: Id };
  return { kind: "gone", of: said.kind ?? "thread", id: said.subject ?? subject };
}

/** `removed` names the patients who left the reader's sight. */
function removedBy(data: unknown): readonly Change[] {
  const { removed = [] } = (data ?? {}) as { removed?: readonly Id[] };
  return removed.map((id) => ({ kind: "gone", of: "patient", id }));
}
