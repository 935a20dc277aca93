/** Words on their way into the chart: kept until the server has them, shown until the chart shows them. */

import { createStore } from "zustand/vanilla";

import type { Calls } from "./calls";
import { type Cupboard, prefixOf } from "./cupboard";
import { Refusal } from "./errors";
import type { Pending, Records } from "./live";
import { ulid } from "./ulid";
import type { Actor, LiveEvent } from "./wire";

type Spoken = Pick<Pending, "name" | "args">;

export class Outbox {
  readonly pending = createStore<readonly Pending[]>(() => []);
  private key: string | null = null;

  constructor(
    private readonly calls: Calls,
    private readonly cupboard: Cupboard,
  ) {}

  /** Takes up what this actor left unsent, and repeats it under the same ids. */
  async begin(actor: Actor): Promise<void> {
    const key = `${prefixOf(actor)}outbox`;
    this.key = key;
    const left = ((await this.cupboard.take(key).catch(() => null)) ?? []) as Pending[];
    if (this.key !== key) return;
    const known = new Set(this.pending.getState().map(({ id }) => id));
    const entries = left.filter(({ id }) => !known.has(id)).map((entry) => ({ ...entry, kept: this.cupboard.isLasting }));
    this.pending.setState([...entries, ...this.pending.getState()], true);
    // Nobody waits for these any more: a refusal stays in the list.
    for (const entry of entries) if (entry.state === "waiting") this.send(entry).catch(() => undefined);
  }

  end(): void {
    this.key = null;
    this.pending.setState([], true);
  }

  async post({ name, args }: Spoken): Promise<unknown> {
    const entry: Pending = { id: ulid(), name, args, at: Date.now(), state: "waiting", kept: false };
    this.pending.setState([...this.pending.getState(), entry], true);
    const isKept = await this.save();
    if (isKept) this.change(entry.id, { kept: true });
    return this.send(entry);
  }

  discard(id: string): void {
    this.pending.setState(this.pending.getState().filter((entry) => entry.id !== id), true);
    void this.save();
  }

  /** An event that names the command is the command, seen in the chart. */
  happened(events: readonly LiveEvent[]): void {
    const commands = new Set(events.map(({ command }) => command));
    this.drop((entry) => commands.has(entry.id));
  }

  /** After a reset the events are missed, and the record itself is the proof. */
  recorded({ message }: Records): void {
    this.drop((entry) => entry.message !== undefined && message.has(entry.message));
  }

  private async send({ id, name, args }: Pending): Promise<unknown> {
    const lane = "thread" in args ? args.thread : args.patient;
    try {
      const result = (await this.calls.do(name, args, { id, lane })) as { message: string };
      this.change(id, { state: "done", message: result.message });
      return result;
    } catch (error) {
      if (error instanceof Refusal && error.code !== "signed_out") this.change(id, { state: "refused", refusal: error });
      throw error;
    } finally {
      void this.save();
    }
  }

  private change(id: string, change: Partial<Pending>): void {
    this.pending.setState(
      this.pending.getState().map((entry) => (entry.id === id ? { ...entry, ...change } : entry)),
      true,
    );
  }

  private drop(isSeen: (entry: Pending) => boolean): void {
    const all = this.pending.getState();
    const left = all.filter((entry) => entry.state === "refused" || !isSeen(entry));
    if (left.length === all.length) return;
    this.pending.setState(left, true);
    void this.save();
  }

  /** What the chart has is not kept here. True when the words outlive the page. */
  private async save(): Promise<boolean> {
    if (!this.key) return false;
    const left = this.pending.getState().filter(({ state }) => state !== "done");
    try {
      await this.cupboard.put(this.key, left.map(({ refusal: _, ...entry }) => entry));
      return this.cupboard.isLasting;
    } catch {
      return false; // A full or locked store: the words are still here and still being sent.
    }
  }
}
