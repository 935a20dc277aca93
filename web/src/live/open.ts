/** Puts the live client together: who is signed in, the link, what is known, what is on its way. */

import { createStore } from "zustand/vanilla";

import { type Auth, authDoors } from "./auth";
import { Calls } from "./calls";
import { Connection, type ConnectionListener } from "./connection";
import { type Cupboard, deviceCupboard, memoryCupboard, prefixOf } from "./cupboard";
import { DraftBook, type DraftPlace, draftsOnDevice, draftsOnServer } from "./drafts";
import { type Http, openHttp, putBytes } from "./http";
import type { OpenLink } from "./link";
import type { Live, Records } from "./live";
import { Outbox } from "./outbox";
import { pollOver } from "./poll";
import { type Change, changesOf, fold, NOTHING } from "./records";
import { Remembered } from "./remembered";
import { isSameActor, SessionKeeper, type SessionListener } from "./session";
import { Signals } from "./signals";
import { socketAt } from "./socket";
import { UploadBook } from "./uploads";
import { type AnswerShelf, Views } from "./views";
import { Watches } from "./watches";
import type { Args, Asked, CommandName, Data, Draft, Face, Id, LiveEvent, Message, QueryName, Result, Topic } from "./wire";

const TOUCHED_EVERY_MS = 60_000;
const NOT_WATCHED = { ready: Promise.resolve(), stop: () => {} };
/** Reading does not wait behind what was said. */
const OWN_LANE: ReadonlySet<CommandName> = new Set(["thread.read"]);

export interface LiveOptions {
  readonly face: Face;
  /** A person's own device keeps unsent words; a shared one keeps nothing. */
  readonly device: "own" | "shared";
  readonly http?: Http;
  readonly socket?: OpenLink;
  readonly poll?: OpenLink;
  readonly cupboard?: Cupboard;
}

export function openLive(options: LiveOptions): Live {
  return new Client(options);
}

class Client implements Live {
  private readonly known = createStore<Records>(() => NOTHING);
  private readonly cupboard: Cupboard;
  private readonly link: Connection;
  private readonly keeper: SessionKeeper;
  private readonly calls = new Calls((frame) => this.link.send(frame));
  private readonly watches = new Watches((frame) => this.link.send(frame));
  private readonly signals = new Signals((frame) => this.link.send(frame), () => this.actor?.person ?? null);
  private readonly outbox: Outbox;
  private readonly remembered: Remembered;
  private readonly views: Views;
  private touchedAt = 0;
  readonly drafts: DraftBook;
  readonly uploads = new UploadBook({
    perform: (name, args) => this.do(name, args),
    list: async () => ((await this.calls.see("file.uploads", {})) as Data<"file.uploads">).uploads,
    put: putBytes,
  });

  constructor({ face, device, http = openHttp(), ...ports }: LiveOptions) {
    const doors = authDoors(http);
    this.cupboard = ports.cupboard ?? (device === "own" ? deviceCupboard() : memoryCupboard());
    this.remembered = new Remembered(device === "own" ? this.cupboard : memoryCupboard());
    this.link = new Connection({
      socket: ports.socket ?? socketAt("/ws"),
      poll: ports.poll ?? pollOver(http, doors),
      watched: () => this.watches.topics(),
      listener: this.hearing(),
    });
    this.keeper = new SessionKeeper(doors, face, this.belonging());
    this.outbox = new Outbox(this.calls, this.cupboard);
    this.drafts = new DraftBook(device === "own" ? draftsOnDevice(this.cupboard) : this.serverDrafts());
    this.views = new Views({
      see: (name, args) => this.calls.see(name, args),
      records: this.known,
      put: (changes) => this.put(changes),
      actor: () => this.actor,
      shelf: this.answersOnDevice(),
      // The patient side of a thread is followed in any case.
      watch: (topic) => (face === "staff" ? this.watches.start(topic) : NOT_WATCHED),
    });
    this.known.subscribe((records) => this.outbox.recorded(records));
  }

  get auth(): Auth {
    return this.keeper.auth;
  }

  get session(): Live["session"] {
    return this.keeper.state;
  }

  get connection(): Live["connection"] {
    return this.link.state;
  }

  get records(): Live["records"] {
    return this.known;
  }

  get pending(): Live["pending"] {
    return this.outbox.pending;
  }

  refresh(): Promise<void> {
    return this.keeper.refresh();
  }

  signOut(): Promise<void> {
    return this.keeper.signOut();
  }

  do<N extends CommandName>(name: N, args: Args<N>): Promise<Result<N>> {
    const isWords = name === "message.post" || name === "thread.open";
    if (isWords) return this.outbox.post({ name, args: args as Args<"message.post"> }) as Promise<Result<N>>;
    const lane = laneOf(args);
    return this.calls.do(name, args, { lane: lane && OWN_LANE.has(name) ? `${name} ${lane}` : lane }) as Promise<Result<N>>;
  }

  view<N extends QueryName>(name: N, args: Asked<N>) {
    return this.views.get(name, args);
  }

  watch(topic: Topic): () => void {
    return this.watches.start(topic).stop;
  }

  discard(command: Id): void {
    this.outbox.discard(command);
  }

  presence(thread: Id) {
    return this.signals.presence(thread);
  }

  tell(kind: "typing" | "replying", thread: Id, on: boolean): void {
    this.signals.tell(kind, thread, on);
  }

  touched(): void {
    this.remembered.touched();
    const isDue = this.actor !== null && Date.now() - this.touchedAt >= TOUCHED_EVERY_MS;
    if (isDue && this.link.send({ type: "active" })) this.touchedAt = Date.now();
  }

  network(isOnline: boolean): void {
    this.link.network(isOnline);
    if (isOnline && this.keeper.isUnsure) void this.keeper.refresh();
  }

  awake(): void {
    this.link.awake();
    if (this.actor === null) void this.keeper.refresh();
  }

  leaving(): void {
    this.drafts.flush();
  }

  private get actor() {
    return this.keeper.me?.actor ?? null;
  }

  private put(changes: readonly Change[]): void {
    if (changes.length) this.known.setState(fold(this.known.getState(), changes), true);
  }

  /** What the connection hears, passed on to whoever it concerns. */
  private hearing(): ConnectionListener {
    return {
      accepts: (actor) => {
        if (this.actor && isSameActor(this.actor, actor)) return true;
        void this.keeper.refresh();
        return false;
      },
      opened: ({ limits }) => {
        if (this.keeper.isUnsure) void this.keeper.refresh();
        this.watches.opened();
        this.calls.opened(limits);
      },
      reset: () => {
        this.views.askAgain();
        this.uploads.askAgain();
        this.known.setState(NOTHING, true);
      },
      happened: (events) => this.happened(events),
      answered: (answer) => {
        if (answer.type === "watching") this.watches.answered(answer);
        else if (!this.calls.answered(answer) && answer.type === "refused") this.watches.answered(answer);
      },
      signalled: (signal) => this.signals.received(signal),
      lost: () => this.calls.lost(),
      malformed: () => this.calls.setAside(),
      ended: (why) => {
        if (why === "signed-out") this.keeper.dismiss();
        else if (why === "forbidden") void this.keeper.refresh();
      },
    };
  }

  private happened(events: readonly LiveEvent[]): void {
    // Views first: a list has to know its new thread before the records are painted.
    this.views.happened(events);
    this.put(events.flatMap(changesOf));
    this.outbox.happened(events);
    this.uploads.happened(events);
    for (const { kind, by, command, data } of events) {
      if (kind === "message.posted") this.signals.spoke((data as Message).thread, by.id);
      if (kind === "draft.saved" && !command) this.drafts.received(data as Draft);
    }
    if (!events.some(({ kind }) => kind === "access.changed")) return;
    void this.keeper.refresh();
    this.views.askAgain();
  }

  /** What begins and ends with a person on this page. */
  private belonging(): SessionListener {
    return {
      began: ({ actor }, isRecalled) => {
        this.link.start(isRecalled);
        void this.outbox.begin(actor);
        void this.drafts.begin(actor);
      },
      confirmed: (me) => {
        const purged = this.cupboard.purge(prefixOf(me.actor)).catch(() => undefined);
        void purged.then(() => (this.actor === me.actor ? this.remembered.keep(me) : undefined));
      },
      recall: () => this.remembered.recall(),
      ended: () => {
        this.end();
        void this.remembered.forget();
      },
      left: async () => {
        this.drafts.end();
        this.outbox.end();
        await this.cupboard.purge(null).catch(() => undefined);
      },
    };
  }

  private end(): void {
    this.link.stop();
    this.drafts.flush();
    this.drafts.end();
    this.uploads.end();
    this.outbox.end();
    this.calls.end();
    this.watches.forget();
    this.signals.forget();
    this.known.setState(NOTHING, true);
    this.views.forget();
  }

  private answersOnDevice(): AnswerShelf {
    const keyOf = (name: string) => this.actor && `${prefixOf(this.actor)}answer:${name}`;
    return {
      take: async (name) => {
        const key = keyOf(name);
        return key ? this.cupboard.take(key).catch(() => undefined) : undefined;
      },
      put: (name, data) => {
        const key = keyOf(name);
        if (key) void this.cupboard.put(key, data).catch(() => undefined);
      },
    };
  }

  private serverDrafts(): DraftPlace {
    return draftsOnServer({
      list: async () => ((await this.calls.see("draft.list", {})) as Data<"draft.list">).drafts,
      save: (key, body) => this.calls.do("draft.save", { key, body }, { lane: `draft:${key}` }),
    });
  }
}

/** One command at a time for each thread, patient or visit: the order in which a person acted. */
function laneOf(args: object): string | null {
  const { thread, patient, visit } = args as Record<string, unknown>;
  const subject = thread ?? patient ?? visit;
  return typeof subject === "string" ? subject : null;
}
