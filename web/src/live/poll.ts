/** HTTP as a link, for networks that let no socket through: a long poll brings events, each call is a request. */

import type { Auth } from "./auth";
import { Refusal } from "./errors";
import type { ClientFrame, ServerFrame } from "./frames";
import type { Http } from "./http";
import type { Link, LinkListener, OpenLink } from "./link";
import type { Cursor, LiveEvent, Topic } from "./wire";

const WAIT_S = 25;
const UNREACHABLE = 1006;
const SIGNED_OUT = 4501;

interface Polled {
  readonly mode: "resume" | "fresh" | "reset";
  readonly epoch: string;
  readonly from: Cursor;
  readonly to: Cursor;
  readonly events: readonly LiveEvent[];
}

export function pollOver(http: Http, auth: Pick<Auth, "me">): OpenLink {
  return (listener) => {
    const link = new PollLink(http, auth, listener);
    void link.run();
    return link;
  };
}

class PollLink implements Link {
  private cursor: Cursor | null = null;
  private readonly watched = new Set<Topic>();
  private readonly over = new AbortController();
  private round = new AbortController();

  constructor(
    private readonly http: Http,
    private readonly auth: Pick<Auth, "me">,
    private readonly listener: LinkListener,
  ) {}

  async run(): Promise<void> {
    try {
      await this.begin();
      while (!this.over.signal.aborted) await this.next();
    } catch (error) {
      this.end(error);
    }
  }

  send(frame: ClientFrame): void {
    if (frame.type === "do") void this.call(frame.id, "done", `/api/do/${frame.name}`, { id: frame.id, args: frame.args });
    else if (frame.type === "see") void this.call(frame.id, "seen", `/api/see/${frame.name}`, { args: frame.args });
    else if (frame.type === "watch") this.watch(frame.id, frame.topic);
    else if (frame.type === "unwatch") this.watched.delete(frame.topic);
    else if (frame.type === "active") this.http.post("/auth/active", {}).catch((error: unknown) => this.end(error));
    // The cursor of the next poll is the ack; signals do not travel by HTTP.
  }

  close(): void {
    this.over.abort();
    this.round.abort();
  }

  private async begin(): Promise<void> {
    const { actor } = await this.auth.me();
    if (this.over.signal.aborted) return;
    const hello = this.listener.opened();
    for (const topic of hello.watch) this.watched.add(topic);
    this.cursor = hello.resume?.cursor ?? null;
    const first = await this.poll(0);
    const isSame = first.mode === "resume" && first.epoch === hello.resume?.epoch;
    const mode = isSame ? "resume" : hello.resume ? "reset" : "fresh";
    const cursor = isSame ? first.from : first.to;
    this.tell({ type: "welcome", actor, epoch: first.epoch, cursor, mode, beat_s: WAIT_S, now: new Date().toISOString() });
    if (isSame) this.pass(first);
    this.cursor = first.to;
  }

  private async next(): Promise<void> {
    const polled = await this.poll(WAIT_S);
    if (!polled) return;
    if (polled.mode === "resume") this.pass(polled);
    else this.tell({ type: "reset", reason: polled.mode, epoch: polled.epoch, cursor: polled.to });
    this.cursor = polled.to;
  }

  private pass({ from, to, events }: Polled): void {
    if (events.length) this.tell({ type: "events", from, to, events });
    else this.tell({ type: "beat", from, to, now: new Date().toISOString() });
  }

  private async poll(wait_s: 0): Promise<Polled>;
  private async poll(wait_s: number): Promise<Polled | null>;
  private async poll(wait_s: number): Promise<Polled | null> {
    const query = new URLSearchParams({ wait: String(wait_s) });
    if (this.cursor !== null) query.set("cursor", this.cursor);
    for (const topic of this.watched) query.append("watch", topic);
    const round = new AbortController();
    this.round = round;
    try {
      return await this.http.get<Polled>(`/api/events?${query.toString()}`, { signal: round.signal });
    } catch (error) {
      // Cut short on purpose, to go on at once with another set of topics.
      if (round.signal.aborted && !this.over.signal.aborted) return null;
      throw error;
    }
  }

  private watch(id: string, topic: Topic): void {
    this.watched.add(topic);
    this.round.abort();
    // Whatever is asked from here on is followed by the events after this cursor, topic included.
    this.tell({ type: "watching", id, topic, cursor: this.cursor ?? "" });
  }

  private async call(id: string, type: "done" | "seen", path: string, body: object): Promise<void> {
    try {
      const answer = await this.http.post<object>(path, body);
      this.tell({ ...answer, type, id } as ServerFrame);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === "signed_out") return this.end(error);
      const { code, message, field, retry } = error;
      this.tell({ type: "refused", id, code, message, field: field ?? undefined, retry });
    }
  }

  private tell(frame: ServerFrame): void {
    if (!this.over.signal.aborted) this.listener.received(frame);
  }

  private end(error: unknown): void {
    if (this.over.signal.aborted) return;
    this.close();
    const isSignedOut = error instanceof Refusal && error.code === "signed_out";
    this.listener.closed({ code: isSignedOut ? SIGNED_OUT : UNREACHABLE, retry_ms: null });
  }
}
