/** The addresses of the staff build: every view can be linked to, reloaded and gone back to. */
import { useLocation, useRoute } from "wouter";

import type { Asked, Id, Instant, ThreadState } from "../live/wire";

export const BASE = "/staff";

/** A box of conversations: my own, one pool's, everyone's, or one patient's. */
export type Box =
  | { readonly kind: "mine" }
  | { readonly kind: "all" }
  | { readonly kind: "pool"; readonly id: Id }
  | { readonly kind: "patient"; readonly id: Id };

export type Filter = "todo" | "urgent" | "unread" | "overdue" | "done" | Exclude<ThreadState, "open"> | "any";

const WORK = ["todo", "unread", "urgent", "overdue", "waiting", "snoozed", "done"] as const;

/** What can be told apart in a box: what is done has no owner, and is in no pool, but is kept in sight for its day. */
export const FILTERS: Readonly<Record<Box["kind"], readonly Filter[]>> = {
  mine: [...WORK, "any"],
  pool: [...WORK, "any"],
  all: [...WORK, "any"],
  patient: ["todo", "waiting", "closed", "any"],
};
export const PAGE = 50;

export function boxPath(box: Box, thread?: Id | null): string {
  const name = "id" in box ? `${box.kind}-${box.id}` : box.kind;
  return thread ? `/inbox/${name}/${thread}` : `/inbox/${name}`;
}

/** The box a path names; anything unknown is my own. */
export function boxOf(name: string | undefined): Box {
  const [kind, ...rest] = (name ?? "mine").split("-");
  const id = rest.join("-");
  if ((kind === "pool" || kind === "patient") && id !== "") return { kind, id };
  return kind === "all" ? { kind: "all" } : { kind: "mine" };
}

/** Opens a conversation in the box that is shown. */
export function useGoToThread(): (thread: Id) => void {
  const [, go] = useLocation();
  const [, params] = useRoute("/inbox/:box/*?");
  const box = boxOf(params?.box);
  return (thread) => go(boxPath(box, thread));
}

/** What to ask for a box under a filter: to do is what waits for the practice. today: when it began. */
export function listArgs(box: Box, filter: Filter, today: Instant | null = null): Asked<"thread.list"> {
  const within = box.kind === "pool" ? { pool: box.id } : box.kind === "patient" ? { patient: box.id } : {};
  return { box: box.kind, ...within, ...narrowing(filter, today), limit: PAGE };
}

function narrowing(filter: Filter, today: Instant | null): Partial<Asked<"thread.list">> {
  switch (filter) {
    case "any":
      return {};
    case "todo":
      return { state: "open" };
    case "urgent":
    case "unread":
    case "overdue":
      return { only: filter };
    case "done":
      return today === null ? { state: "closed" } : { done_since: today };
    default:
      return { state: filter };
  }
}

/** Where a box starts: a patient's shows all there is, the others what is to be done. */
export function firstFilter(box: Box): Filter {
  return box.kind === "patient" ? "any" : "todo";
}
