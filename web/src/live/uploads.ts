/** Files on their way: announced, sent in pieces that survive a lost network, checked by the hub, kept beside a draft. */

import { createStore, type StoreApi } from "zustand/vanilla";

import { backoffMs } from "./closing";
import { Refusal } from "./errors";
import type { Readable } from "./live";
import { ulid } from "./ulid";
import type { Args, CommandName, Data, Id, LiveEvent, Result, Schemas } from "./wire";

/** Small enough that progress is seen and a slow line loses little. */
const PIECE_BYTES = 262_144;

/** Why a file is not taken: what the check found, or what stopped it before. */
export type UploadProblem = NonNullable<Schemas["Upload"]["reason"]> | "large" | "empty" | "failed";

export interface Upload {
  readonly key: string;
  readonly name: string;
  /** waiting: the network is gone, it goes on by itself. */
  readonly state: "sending" | "waiting" | "checking" | "ready" | "refused";
  /** From 0 to 1. */
  readonly sent: number;
  readonly file: Id | null;
  readonly preview: boolean;
  readonly problem: UploadProblem | null;
}

export interface Uploads {
  /** The files beside a draft, in the order in which they were added. */
  of(draft: string): Readable<readonly Upload[]>;
  add(draft: string, patient: Id, files: readonly File[]): void;
  remove(draft: string, key: string): void;
  /** What is ready is being sent with the message: the ids, and nothing is left beside the draft. */
  take(draft: string): readonly Id[];
  /** A message was refused: its files stand beside the draft again, as they do by themselves when one is taken back. */
  restore(draft: string, files: readonly Id[]): void;
}

export interface UploadPorts {
  readonly perform: <N extends CommandName>(name: N, args: Args<N>) => Promise<Result<N>>;
  readonly list: () => Promise<Data<"file.uploads">["uploads"]>;
  readonly put: (path: string, piece: Blob) => Promise<unknown>;
}

interface Going {
  readonly draft: string;
  readonly patient: Id;
  readonly blob: Blob;
}

export class UploadBook implements Uploads {
  private readonly drafts = new Map<string, StoreApi<readonly Upload[]>>();
  private readonly going = new Map<string, Going>();
  /** Files that went with a message, and beside which draft they stood, should it be taken back. */
  private readonly taken = new Map<Id, string>();

  constructor(private readonly ports: UploadPorts) {}

  of(draft: string): StoreApi<readonly Upload[]> {
    const known = this.drafts.get(draft);
    if (known) return known;
    const store = createStore<readonly Upload[]>(() => []);
    this.drafts.set(draft, store);
    return store;
  }

  add(draft: string, patient: Id, files: readonly File[]): void {
    for (const blob of files) {
      const key = ulid();
      const fresh = { key, name: blob.name || "file", sent: 0, file: null, preview: false, problem: null } as const;
      this.of(draft).setState([...this.of(draft).getState(), { ...fresh, state: "sending" }], true);
      this.going.set(key, { draft, patient, blob });
      void this.send(key, fresh.name);
    }
  }

  remove(draft: string, key: string): void {
    const gone = this.of(draft).getState().find((upload) => upload.key === key);
    this.going.delete(key);
    this.of(draft).setState(this.of(draft).getState().filter((upload) => upload.key !== key), true);
    if (gone?.file) this.ports.perform("file.discard", { file: gone.file }).catch(() => undefined);
  }

  take(draft: string): readonly Id[] {
    const ready = this.of(draft).getState().flatMap(({ file, state }) => (file && state === "ready" ? [file] : []));
    this.of(draft).setState([], true);
    for (const file of ready) this.taken.set(file, draft);
    return ready;
  }

  restore(draft: string, files: readonly Id[]): void {
    if (files.length === 0) return;
    void this.ports.list().then((uploads) => {
      const back = uploads.filter(({ file, state }) => files.includes(file) && state === "ready");
      const here = new Set(this.of(draft).getState().map(({ file }) => file));
      const fresh = back.filter(({ file }) => !here.has(file));
      this.of(draft).setState([...this.of(draft).getState(), ...fresh.map(standing)], true);
    }, () => undefined);
  }

  /** The check of a file is told by an event, on this page or after coming back. */
  happened(events: readonly LiveEvent[]): void {
    for (const { kind, data } of events) {
      if (!kind.startsWith("file.")) continue;
      const upload = data as Schemas["Upload"];
      const draft = kind === "file.detached" ? this.taken.get(upload.file) : undefined;
      if (draft === undefined) this.heard(upload);
      else this.of(draft).setState([...this.of(draft).getState(), standing(upload)], true);
    }
  }

  /** Events were missed: how the files stand is asked. */
  askAgain(): void {
    const waits = [...this.drafts.values()].some((store) => store.getState().some(({ state }) => state === "checking"));
    if (waits) void this.ports.list().then((uploads) => uploads.forEach((upload) => this.heard(upload)), () => undefined);
  }

  end(): void {
    this.going.clear();
    this.taken.clear();
    for (const store of this.drafts.values()) store.setState([], true);
  }

  private heard({ file, state, preview, name, reason }: Schemas["Upload"]): void {
    if (state !== "ready" && state !== "refused") return;
    for (const store of this.drafts.values()) {
      const problem: UploadProblem | null = state === "refused" ? (reason ?? "failed") : null;
      const heard = store.getState().map((upload) => (upload.file === file ? { ...upload, state, preview, name, problem } : upload));
      store.setState(heard, true);
    }
  }

  private async send(key: string, name: string): Promise<void> {
    const { patient, blob } = this.going.get(key) as Going;
    if (blob.size === 0) return this.change(key, { state: "refused", problem: "empty" });
    try {
      const asked = { patient, name: shortened(name), size_bytes: blob.size, sha256: await digestOf(blob) };
      const { file, pieces } = await this.ports.perform("file.begin", asked);
      if (!this.going.has(key)) return void this.ports.perform("file.discard", { file }).catch(() => undefined);
      this.change(key, { file });
      await this.sendPieces(key, file, new Set(pieces));
      if (!this.going.has(key)) return;
      this.change(key, { state: "checking", sent: 1 });
      await this.ports.perform("file.finish", { file });
    } catch (error) {
      const isLarge = error instanceof Refusal && error.code === "too_large";
      this.change(key, { state: "refused", problem: isLarge ? "large" : "failed" });
    } finally {
      this.going.delete(key);
    }
  }

  private async sendPieces(key: string, file: Id, there: ReadonlySet<number>): Promise<void> {
    const { blob } = this.going.get(key) as Going;
    const count = Math.ceil(blob.size / PIECE_BYTES);
    for (let n = 0; n < count && this.going.has(key); n += 1) {
      if (!there.has(n)) await this.sendPiece(key, `/api/files/${file}/${n}`, blob.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES));
      this.change(key, { sent: (n + 1) / count });
    }
  }

  /** Until it is there or refused for good; without a network it waits and goes on. */
  private async sendPiece(key: string, path: string, piece: Blob): Promise<void> {
    for (let tries = 0; this.going.has(key); tries += 1) {
      try {
        await this.ports.put(path, piece);
        return this.change(key, { state: "sending" });
      } catch (error) {
        if (error instanceof Refusal && !error.retry) throw error;
        this.change(key, { state: "waiting" });
        await new Promise((go) => setTimeout(go, backoffMs(tries)));
      }
    }
  }

  private change(key: string, change: Partial<Upload>): void {
    const store = this.drafts.get(this.going.get(key)?.draft ?? "");
    store?.setState(store.getState().map((upload) => (upload.key === key ? { ...upload, ...change } : upload)), true);
  }
}

function standing({ file, name, preview }: Schemas["Upload"]): Upload {
  return { key: file, name, state: "ready", sent: 1, file, preview, problem: null };
}

/** The end of a name says what it is, so it is kept. */
function shortened(name: string): string {
  const letters = [...name];
  return letters.length <= 120 ? name : [...letters.slice(0, 100), ...letters.slice(-20)].join("");
}

async function digestOf(blob: Blob): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
