/** Who is typing or replying: told while it lasts, believed for six seconds. */

import { createStore, type StoreApi } from "zustand/vanilla";

import type { ClientFrame, SignalFrame } from "./frames";
import type { Presence, Readable } from "./live";
import type { By, Id } from "./wire";

const BELIEVED_MS = 6_000;
const REPEAT_MS = 4_000;
/** So long after the last keystroke somebody is no longer typing. */
const TYPED_MS = 4_000;

type Kind = "typing" | "replying";
type Timer = ReturnType<typeof setTimeout>;

const NOBODY: Presence = { typing: [], replying: [] };

export class Signals {
  private readonly threads = new Map<Id, StoreApi<Presence>>();
  private readonly believed = new Map<string, Timer>();
  private readonly telling = new Map<string, { saidAt: number; timer: Timer }>();

  constructor(
    private readonly send: (frame: ClientFrame) => boolean,
    private readonly me: () => Id | null,
  ) {}

  presence(thread: Id): Readable<Presence> {
    return this.at(thread);
  }

  tell(kind: Kind, thread: Id, on: boolean): void {
    const key = `${kind} ${thread}`;
    const said = this.telling.get(key);
    if (said) clearTimeout(said.timer);
    if (!on) {
      this.telling.delete(key);
      if (said) this.say(kind, thread, false);
      return;
    }
    const isDue = !said || Date.now() - said.saidAt >= REPEAT_MS;
    if (isDue) this.say(kind, thread, true);
    // Typing ends by itself; replying is repeated until it is ended.
    const timer = setTimeout(() => this.tell(kind, thread, kind === "replying"), kind === "replying" ? REPEAT_MS : TYPED_MS);
    this.telling.set(key, { saidAt: isDue ? Date.now() : said.saidAt, timer });
  }

  received({ kind, by, data }: SignalFrame): void {
    if ((kind !== "typing" && kind !== "replying") || !by || by.id === this.me()) return;
    const { thread, on } = data as { thread?: Id; on?: boolean };
    if (!thread) return;
    const key = `${kind} ${thread} ${by.id}`;
    clearTimeout(this.believed.get(key));
    this.believed.delete(key);
    this.show(kind, thread, by, on === true);
    if (on) this.believed.set(key, setTimeout(() => this.show(kind, thread, by, false), BELIEVED_MS));
  }

  /** A message of theirs has arrived: they are done. */
  spoke(thread: Id, by: Id): void {
    for (const kind of ["typing", "replying"] as const) this.show(kind, thread, { id: by }, false);
  }

  forget(): void {
    for (const timer of this.believed.values()) clearTimeout(timer);
    for (const { timer } of this.telling.values()) clearTimeout(timer);
    this.believed.clear();
    this.telling.clear();
    for (const cell of this.threads.values()) cell.setState(NOBODY, true);
  }

  private say(kind: Kind, thread: Id, on: boolean): void {
    this.send({ type: "signal", kind, to: `thread:${thread}`, data: { thread, on } });
  }

  private show(kind: Kind, thread: Id, by: By | { readonly id: Id }, on: boolean): void {
    const cell = this.at(thread);
    const all = cell.getState()[kind];
    if (on === all.some(({ id }) => id === by.id)) return;
    const others = all.filter(({ id }) => id !== by.id);
    cell.setState({ [kind]: on ? [...others, { ...(by as By), since: Date.now() }] : others });
  }

  private at(thread: Id): StoreApi<Presence> {
    let cell = this.threads.get(thread);
    if (!cell) this.threads.set(thread, (cell = createStore(() => NOBODY)));
    return cell;
  }
}
