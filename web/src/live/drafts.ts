/** Unsent text: kept on a person's own device, on the server for staff, so that no shared machine holds it. */

import { createStore, type StoreApi } from "zustand/vanilla";

import { type Cupboard, prefixOf } from "./cupboard";
import { Refusal } from "./errors";
import type { DraftCell, Drafts, Readable } from "./live";
import type { Actor, Draft } from "./wire";

const DEVICE_PAUSE_MS = 300;
const SERVER_PAUSE_MS = 1_000;
const EMPTY: DraftCell = { text: "", state: "empty" };

/** Where drafts rest between two visits. */
export interface DraftPlace {
  readonly pause_ms: number;
  load(actor: Actor): Promise<readonly Pick<Draft, "key" | "body">[]>;
  save(key: string, body: string): Promise<unknown>;
}

export class DraftBook implements Drafts {
  private readonly cells = new Map<string, StoreApi<DraftCell>>();
  private readonly timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** What has left the field but is not in the chart yet: it stays in the kept draft. */
  private readonly parting = new Map<string, readonly { readonly body: string }[]>();
  private actor: Actor | null = null;

  constructor(private readonly place: DraftPlace) {}

  async begin(actor: Actor): Promise<void> {
    this.actor = actor;
    const drafts = await this.place.load(actor).catch(() => []);
    if (this.actor !== actor) return;
    for (const { key, body } of drafts) {
      const cell = this.at(key);
      // What was typed while the drafts were on their way is newer.
      if (cell.getState().state === "empty") cell.setState({ text: body, state: "kept" }, true);
    }
  }

  end(): void {
    this.actor = null;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.parting.clear();
    for (const cell of this.cells.values()) cell.setState(EMPTY, true);
  }

  /** Written on another device of mine. What is being typed here is newer. */
  received({ key, body }: Pick<Draft, "key" | "body">): void {
    const cell = this.at(key);
    if (cell.getState().state !== "changed") cell.setState({ text: body, state: body ? "kept" : "empty" }, true);
  }

  cell(key: string): Readable<DraftCell> {
    return this.at(key);
  }

  write(key: string, text: string): void {
    this.at(key).setState({ text, state: "changed" }, true);
    const waiting = this.timers.get(key);
    if (waiting !== undefined) clearTimeout(waiting);
    this.timers.set(key, setTimeout(() => void this.save(key), this.place.pause_ms));
  }

  clear(key: string): void {
    this.write(key, "");
    void this.save(key);
  }

  /** Empties the field at once, and what is kept once the words are in the chart: a page lost before finds them again. */
  part(key: string, body: string, sent: Promise<unknown>): void {
    const words = { body };
    const partingNow = () => this.parting.get(key) ?? [];
    this.parting.set(key, [...partingNow(), words]);
    const { text } = this.at(key).getState();
    // Sent again from elsewhere, the words leave the field alone: another answer may be begun there.
    this.write(key, text.trim() === body ? "" : text);
    const settle = () => {
      if (!partingNow().includes(words)) return;
      this.parting.set(key, partingNow().filter((each) => each !== words));
      void this.save(key);
    };
    sent.then(settle, (error: unknown) => {
      // A session that ended takes the page's words with it: the kept ones are all there is.
      if (!(error instanceof Refusal && error.code === "signed_out")) settle();
    });
  }

  hasUnkept(): boolean {
    return [...this.cells.values()].some((cell) => cell.getState().state === "changed");
  }

  /** The page is going away: what was typed in the last moment is kept now. */
  flush(): void {
    for (const key of [...this.timers.keys()]) void this.save(key);
  }

  private at(key: string): StoreApi<DraftCell> {
    let cell = this.cells.get(key);
    if (!cell) this.cells.set(key, (cell = createStore(() => EMPTY)));
    return cell;
  }

  private async save(key: string): Promise<void> {
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    const cell = this.at(key);
    const { text } = cell.getState();
    const body = [...(this.parting.get(key) ?? []).map((words) => words.body), text].filter(Boolean).join("\n\n");
    const isKept = await this.place.save(key, body).then(
      () => true,
      () => false, // It stays "changed", and the next keystroke tries again.
    );
    if (isKept && cell.getState().text === text) cell.setState({ text, state: text ? "kept" : "empty" }, true);
  }
}

/** All of one actor's drafts under one key of the cupboard. */
export function draftsOnDevice(cupboard: Cupboard): DraftPlace {
  let key = "";
  let book: Record<string, string> = {};
  return {
    pause_ms: DEVICE_PAUSE_MS,
    load: async (actor) => {
      key = `${prefixOf(actor)}drafts`;
      book = ((await cupboard.take(key)) ?? {}) as Record<string, string>;
      return Object.entries(book).map(([name, body]) => ({ key: name, body }));
    },
    save: async (name, body) => {
      const { [name]: _, ...others } = book;
      book = body ? { ...others, [name]: body } : others;
      await cupboard.put(key, book);
    },
  };
}

export function draftsOnServer(ports: {
  list: () => Promise<readonly Draft[]>;
  save: (key: string, body: string) => Promise<unknown>;
}): DraftPlace {
  return { pause_ms: SERVER_PAUSE_MS, load: ports.list, save: ports.save };
}
