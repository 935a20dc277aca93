/** A hub in memory that can lose, repeat, cut and reset on purpose. For tests. */

import type { Me } from "../auth";
import { Refusal, Unreachable } from "../errors";
import type { ClientFrame, ServerFrame } from "../frames";
import type { Http } from "../http";
import type { Link, LinkListener, OpenLink } from "../link";
import type { LiveEvent, Message, Thread } from "../wire";
import { anaMe, lin } from "./cast";

type Answering = (args: never) => unknown;

/** One link as the hub sees it. */
interface Line {
  readonly listener: LinkListener;
  cursor: number;
  isOpen: boolean;
}

export class FakeHub {
  me: Me | null = anaMe;
  epoch = "e1";
  readonly log: LiveEvent[] = [];
  readonly received: ClientFrame[] = [];
  readonly performed = new Map<string, unknown>();
  readonly queries = new Map<string, Answering>();
  readonly commands = new Map<string, Answering>();
  /** While true no socket stands. */
  isDown = false;
  isWithoutSockets = false;
  /** Answers to commands are lost on their way. */
  losesAnswers = false;
  losesEvents = false;
  links = 0;
  private readonly lines = new Set<Line>();

  readonly socket: OpenLink = (listener) => this.open(listener, this.isWithoutSockets);
  readonly poll: OpenLink = (listener) => this.open(listener, false);

  readonly http: Http = {
    get: async <T>(path: string) => this.door(path) as T,
    post: async <T>(path: string) => this.door(path) as T,
  };

  /** Something happens in the practice. */
  happen(event: Partial<Omit<LiveEvent, "for">> & { kind: string; data: unknown }): void {
    this.log.push({ subject: "s", rev: 1, at: "2026-11-21T09:30:00.000Z", by: lin, for: { id: "pt-ana", name: "Ana Ruiz" }, ...event });
    if (!this.losesEvents) for (const line of this.lines) this.deliver(line);
  }

  say(message: Message, thread: Thread, command?: string): void {
    this.happen({ kind: "message.posted", subject: message.message, by: message.author, data: message, thread, command });
  }

  cut(code = 1006, retry_ms: number | null = null): void {
    for (const line of this.lines) {
      line.isOpen = false;
      this.lines.delete(line);
      line.listener.closed({ code, retry_ms });
    }
  }

  /** The database was put back: another history begins. */
  restore(): void {
    this.epoch += "'";
    this.log.length = 0;
  }

  push(frame: ServerFrame): void {
    for (const line of this.lines) line.listener.received(frame);
  }

  commandsOf(name: string): Extract<ClientFrame, { type: "do" }>[] {
    return this.received.filter((frame) => frame.type === "do").filter((frame) => frame.name === name);
  }

  private open(listener: LinkListener, isRefused: boolean): Link {
    const line: Line = { listener, cursor: 0, isOpen: true };
    this.links += 1;
    queueMicrotask(() => {
      if (!line.isOpen) return;
      if (this.isDown || isRefused) return listener.closed({ code: 1006, retry_ms: null });
      this.lines.add(line);
      this.greet(line);
    });
    return {
      send: (frame) => queueMicrotask(() => line.isOpen && this.hear(line, JSON.parse(JSON.stringify(frame)) as ClientFrame)),
      close: () => {
        line.isOpen = false;
        this.lines.delete(line);
      },
    };
  }

  private greet(line: Line): void {
    const hello = line.listener.opened();
    this.received.push(hello);
    if (!this.me) return this.cut(4501);
    const isResumed = hello.resume?.epoch === this.epoch;
    line.cursor = isResumed ? Number(hello.resume?.cursor.slice(1)) : this.log.length;
    const mode = isResumed ? "resume" : hello.resume ? "reset" : "fresh";
    const now = "2026-11-21T09:30:00.000Z";
    line.listener.received({
      type: "welcome",
      actor: this.me.actor,
      epoch: this.epoch,
      cursor: `c${line.cursor}`,
      mode,
      beat_s: 25,
      now,
    });
    this.deliver(line);
  }

  private deliver(line: Line): void {
    const events = this.log.slice(line.cursor);
    if (!line.isOpen || !events.length) return;
    const from = `c${line.cursor}`;
    line.cursor = this.log.length;
    line.listener.received({ type: "events", from, to: `c${line.cursor}`, events });
  }

  private hear(line: Line, frame: ClientFrame): void {
    this.received.push(frame);
    if (frame.type === "watch") line.listener.received({ ...frame, type: "watching", cursor: `c${line.cursor}` });
    if (frame.type === "see") this.answer(line, frame.id, () => this.seen(frame));
    if (frame.type === "do") {
      const replay = this.performed.has(frame.id);
      this.answer(line, frame.id, () => ({ type: "done", id: frame.id, cursor: "c", result: this.perform(frame), replay }));
    }
  }

  private perform({ id, name, args }: Extract<ClientFrame, { type: "do" }>): unknown {
    if (!this.performed.has(id)) this.performed.set(id, this.commands.get(name)?.({ ...(args as object), id } as never) ?? {});
    return this.performed.get(id);
  }

  private seen({ id, name, args }: Extract<ClientFrame, { type: "see" }>): ServerFrame {
    const data = this.queries.get(name)?.(args as never);
    if (data === undefined) throw new Refusal("not_found", "There is no such thing.");
    return { type: "seen", id, cursor: `c${this.log.length}`, data };
  }

  private answer(line: Line, id: string, make: () => ServerFrame): void {
    let frame: ServerFrame;
    try {
      frame = make();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { code, message, field, retry } = error;
      frame = { type: "refused", id, code, message, field: field ?? undefined, retry };
    }
    if (line.isOpen && !this.losesAnswers) line.listener.received(frame);
  }

  private door(path: string): unknown {
    if (this.isDown) throw new Unreachable();
    if (path === "/auth/sign-out") this.me = null;
    if (path !== "/auth/me") return {};
    if (!this.me) throw new Refusal("signed_out", "Please sign in.");
    return this.me;
  }
}
