/** Keeps a link to the hub alive, follows the log over it, and tells the truth about how current the page is. */

import { createStore } from "zustand/vanilla";

import { type Aftermath, aftermathOf, backoffMs } from "./closing";
import type { Answer, ClientFrame, ServerFrame, SignalFrame, Welcome } from "./frames";
import type { Closing, Hello, Link, OpenLink } from "./link";
import type { ConnectionState } from "./live";
import { Place } from "./place";
import { ulid } from "./ulid";
import type { Actor, LiveEvent, Topic } from "./wire";

const WELCOME_WITHIN_MS = 10_000;
/** Beats come every beat_s ± 20 %; what is later by this much is not coming. */
const GRACE_MS = 5_000;
const STALE_AFTER_MS = 15_000;
/** So many sockets in a row that never got a welcome, and HTTP is tried in between. */
const SOCKETS_BEFORE_POLL = 2;
const SOCKET_AGAIN_AFTER_MS = 60_000;
/** Where a socket has stood before, the network lets them through: the hub was away, and is back. */
const KNOWN_SOCKET_AGAIN_AFTER_MS = 3_000;

export interface ConnectionListener {
  /** Whether the welcome is for who this page belongs to; if not, the connection ends before a call goes out. */
  accepts(actor: Actor): boolean;
  /** Live from here on: what waits may go out. */
  opened(welcome: Welcome): void;
  /** Everything known is void; queries have to be asked anew. */
  reset(): void;
  happened(events: readonly LiveEvent[]): void;
  answered(answer: Answer): void;
  signalled(signal: SignalFrame): void;
  lost(): void;
  /** A frame of ours was unreadable to the server, for the second time in a row. */
  malformed(): void;
  ended(why: Exclude<Aftermath, "again" | "malformed">): void;
}

export interface ConnectionPorts {
  readonly socket: OpenLink;
  readonly poll: OpenLink;
  readonly watched: () => readonly Topic[];
  readonly listener: ConnectionListener;
}

type Timer = ReturnType<typeof setTimeout>;
type Carrier = "socket" | "poll";

export class Connection {
  readonly state = createStore<ConnectionState>(() => ({ kind: "signed-out" }));
  private readonly device = ulid();
  private readonly place = new Place((cursor) => this.link?.send({ type: "ack", cursor }));
  private link: Link | null = null;
  private carrier: Carrier = "socket";
  private isWelcome = false;
  private isOn = false;
  private isOnline = true;
  private attempt = 0;
  private socketsFailed = 0;
  private hadSocket = false;
  private malformedInARow = 0;
  private beat_ms = 0;
  private heardAt: number | null = null;
  private beganAt = 0;
  private silence: Timer | null = null;
  private retry: Timer | null = null;
  private upgrade: Timer | null = null;
  private greying: Timer | null = null;

  constructor(private readonly ports: ConnectionPorts) {}

  /** isAway: the hub was out of reach a moment ago. */
  start(isAway = false): void {
    if (this.isOn) return;
    this.isOn = true;
    this.beganAt = isAway ? 0 : Date.now();
    this.attempt = this.socketsFailed = this.malformedInARow = 0;
    this.heardAt = null;
    this.place.forget();
    this.open("socket");
  }

  stop(state: ConnectionState = { kind: "signed-out" }): void {
    this.isOn = false;
    this.drop();
    this.state.setState(state, true);
  }

  /** False when there is nobody to send to; the caller keeps what matters and sends it after the next welcome. */
  send(frame: ClientFrame): boolean {
    if (!this.isWelcome || !this.link) return false;
    this.link.send(frame);
    return true;
  }

  network(isOnline: boolean): void {
    this.isOnline = isOnline;
    // A browser's word on the network is a hint, and loopback works without one: find out at once.
    if (this.isOn) this.reconnect();
  }

  awake(): void {
    if (!this.isOn) return;
    const isSilent = this.isWelcome && Date.now() - (this.heardAt ?? 0) > this.beat_ms;
    if (!this.isWelcome || isSilent) this.reconnect();
  }

  private reconnect(): void {
    this.drop();
    this.attempt = 0;
    this.open("socket");
  }

  private open(carrier: Carrier): void {
    this.carrier = carrier;
    this.showWaiting();
    this.listenUntil(WELCOME_WITHIN_MS);
    const link: Link = this.ports[carrier]({
      opened: () => this.hello(),
      received: (frame) => this.link === link && this.receive(frame),
      closed: (closing) => this.link === link && this.lose(closing),
    });
    this.link = link;
  }

  private hello(): Hello {
    return { type: "hello", device: this.device, watch: this.ports.watched(), resume: this.place.resume };
  }

  private receive(frame: ServerFrame): void {
    this.heardAt = Date.now();
    if (frame.type === "welcome") return this.welcome(frame);
    if (!this.isWelcome) return;
    this.listenUntil(this.beat_ms);
    switch (frame.type) {
      case "events":
        return this.follow(frame.from, frame.to, frame.events);
      case "beat":
        return this.follow(frame.from, frame.to, []);
      case "reset":
        this.place.take(frame.epoch, frame.cursor);
        return this.ports.listener.reset();
      case "signal":
        return this.ports.listener.signalled(frame);
      case "done":
        this.malformedInARow = 0;
        return this.ports.listener.answered(frame);
      case "seen":
      case "refused":
      case "watching":
        return this.ports.listener.answered(frame);
      default: // Kinds this version does not know, and bye, which the link has read.
        return;
    }
  }

  private welcome(welcome: Welcome): void {
    const knew = this.place.resume;
    this.isWelcome = true;
    this.attempt = this.socketsFailed = 0;
    this.beat_ms = welcome.beat_s * 1_200 + GRACE_MS;
    this.listenUntil(this.beat_ms);
    this.place.take(welcome.epoch, welcome.cursor);
    if (!this.ports.listener.accepts(welcome.actor)) return this.stop({ kind: "connecting" });
    if (knew && welcome.mode !== "resume") this.ports.listener.reset();
    this.clear("greying");
    this.state.setState({ kind: "live", by: this.carrier }, true);
    if (this.carrier === "socket") this.hadSocket = true;
    else this.upgrade = setTimeout(() => this.trySocket(), this.hadSocket ? KNOWN_SOCKET_AGAIN_AFTER_MS : SOCKET_AGAIN_AFTER_MS);
    this.ports.listener.opened(welcome);
  }

  private follow(from: string, to: string, events: readonly LiveEvent[]): void {
    // A gap: nothing after it can be trusted, and resuming fills it.
    if (!this.place.follow(from, to, events.length)) return this.lose({ code: 4000, retry_ms: 0 });
    if (events.length) this.ports.listener.happened(events);
  }

  /** While HTTP carries the events, opens a socket beside it and changes over once it stands. */
  private trySocket(): void {
    const again = () => (this.upgrade = setTimeout(() => this.trySocket(), SOCKET_AGAIN_AFTER_MS));
    const link: Link = this.ports.socket({
      opened: () => {
        if (!this.isOn || this.carrier !== "poll" || !this.isWelcome) {
          link.close();
          return this.hello();
        }
        this.drop();
        this.link = link;
        this.carrier = "socket";
        this.listenUntil(WELCOME_WITHIN_MS);
        return this.hello();
      },
      received: (frame) => this.link === link && this.receive(frame),
      closed: (closing) => (this.link === link ? this.lose(closing) : this.carrier === "poll" && this.isOn && again()),
    });
  }

  private lose({ code, retry_ms }: Closing): void {
    const aftermath = aftermathOf(code);
    const wasWelcome = this.isWelcome;
    this.drop();
    if (aftermath === "malformed") this.countMalformed();
    else if (aftermath !== "again") {
      this.stop(aftermath === "outdated" ? { kind: "outdated" } : this.waiting());
      return this.ports.listener.ended(aftermath);
    }
    if (!wasWelcome && this.carrier === "socket") this.socketsFailed += 1;
    const next = this.socketsFailed >= SOCKETS_BEFORE_POLL && this.carrier === "socket" ? "poll" : "socket";
    // HTTP is tried in the same breath as the socket that failed: one round, counted and waited for once.
    const wait_ms = next === "poll" ? 0 : (retry_ms ?? 0) + backoffMs(this.attempt);
    if (next === "socket") this.attempt += 1;
    this.showWaiting();
    this.retry = setTimeout(() => this.open(next), wait_ms);
  }

  private countMalformed(): void {
    this.malformedInARow += 1;
    if (this.malformedInARow < 2) return;
    this.malformedInARow = 0;
    this.ports.listener.malformed();
  }

  private drop(): void {
    for (const timer of ["silence", "retry", "upgrade"] as const) this.clear(timer);
    this.place.settle();
    this.link?.close();
    this.link = null;
    if (!this.isWelcome) return;
    this.isWelcome = false;
    this.ports.listener.lost();
  }

  private listenUntil(after_ms: number): void {
    this.clear("silence");
    this.silence = setTimeout(() => this.lose({ code: 1006, retry_ms: null }), after_ms);
  }

  private showWaiting(): void {
    this.state.setState(this.waiting(), true);
    this.clear("greying");
    const left_ms = (this.heardAt ?? this.beganAt) + STALE_AFTER_MS - Date.now();
    if (left_ms > 0) this.greying = setTimeout(() => !this.isWelcome && this.isOn && this.showWaiting(), left_ms);
  }

  private waiting(): ConnectionState {
    const isLong = Date.now() - (this.heardAt ?? this.beganAt) >= STALE_AFTER_MS;
    if (!this.isOnline || (this.heardAt === null && isLong)) return { kind: "offline", since: this.heardAt };
    return this.heardAt === null || !isLong ? { kind: "connecting" } : { kind: "stale", since: this.heardAt };
  }

  private clear(timer: "silence" | "retry" | "upgrade" | "greying"): void {
    if (this[timer] !== null) clearTimeout(this[timer]);
    this[timer] = null;
  }
}
