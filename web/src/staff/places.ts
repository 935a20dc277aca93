/** The addresses of the staff build: every view can be linked to, reloaded and gone back to. */
import type { Asked, Id, ThreadState } from "../live/wire";

export const BASE = "/staff";

/** A box of conversations: my own, one pool's, everyone's, or one patient's. */
export type Box =
  | { readonly kind: "mine" }
  | { readonly kind: "all" }
  | { readonly kind: "pool"; readonly id: Id }
  | { readonly kind: "patient"; readonly id: Id };

export type Filter = "todo" | ThreadState | "any";

/** What can be told apart in a box: what is done has no owner, and is in no pool. */
export const FILTERS: Readonly<Record<Box["kind"], readonly Filter[]>> = {
  mine: ["todo", "waiting", "any"],
  pool: ["todo", "waiting", "any"],
  all: ["todo", "waiting", "closed", "any"],
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

/** What to ask for a box under a filter: to do is what waits for the practice. */
export function listArgs(box: Box, filter: Filter): Asked<"thread.list"> {
  const within = box.kind === "pool" ? { pool: box.id } : box.kind === "patient" ? { patient: box.id } : {};
  const state = filter === "any" ? null : filter === "todo" ? "open" : filter;
  return { box: box.kind, ...within, ...(state === null ? {} : { state }), limit: PAGE };
}

/** Where a box starts: a patient's shows all there is, the others what is to be done. */
export function firstFilter(box: Box): Filter {
  return box.kind === "patient" ? "any" : "todo";
}
