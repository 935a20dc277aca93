/** Live queries: each answer is asked once, kept current by events, and shared by everyone who shows it. */

import { createStore, type StoreApi } from "zustand/vanilla";

import { Refusal } from "./errors";
import type { Readable, Records, View, ViewHandle } from "./live";
import { type Change, changesOf } from "./records";
import { type Kept, type Shape, shapeOf } from "./shapes";
import type { Actor, Asked, Data, LiveEvent, QueryName, Topic } from "./wire";

/** So many answers that nobody shows stay current, so that going back is instant. */
const UNSHOWN_KEPT = 24;
/** Events come in bursts; one question answers for all of them. */
const STALE_PAUSE_MS = 150;

/** Where a few answers rest between two visits. */
export interface AnswerShelf {
  take(name: QueryName): Promise<unknown>;
  put(name: QueryName, data: unknown): void;
}

export interface ViewPorts {
  readonly see: (name: QueryName, args: object) => Promise<unknown>;
  readonly records: Readable<Records>;
  readonly put: (changes: readonly Change[]) => void;
  readonly actor: () => Actor | null;
  readonly shelf: AnswerShelf;
  /** Follows a topic; the promise is kept once the server follows it too. */
  readonly watch: (topic: Topic) => { readonly ready: Promise<void>; readonly stop: () => void };
}

const UNASKED = { data: undefined, refusal: null, isAsking: true, hasMore: false } as const;

export class Views {
  private readonly all = new Map<string, LiveView<QueryName>>();

  constructor(private readonly ports: ViewPorts) {
    ports.records.subscribe(() => this.each((view) => view.paint()));
  }

  get<N extends QueryName>(name: N, args: Asked<N>): ViewHandle<N> {
    const key = `${name} ${JSON.stringify(args)}`;
    const known = this.all.get(key) as LiveView<N> | undefined;
    const view: LiveView<N> = known ?? new LiveView(name, args, this.ports, () => this.use(key, view));
    this.use(key, view);
    this.retire();
    return view;
  }

  happened(events: readonly LiveEvent[]): void {
    this.each((view) => view.happened(events));
  }

  /** What is shown is asked anew; what is not, when it is shown again. */
  askAgain(): void {
    this.each((view) => view.void());
  }

  forget(): void {
    this.each((view) => view.forget());
  }

  /** Re-inserted, so that the map's order is the order of last use. */
  private use<N extends QueryName>(key: string, view: LiveView<N>): void {
    this.all.delete(key);
    this.all.set(key, view as unknown as LiveView<QueryName>);
  }

  private each(act: (view: LiveView<QueryName>) => void): void {
    for (const view of this.all.values()) act(view);
  }

  private retire(): void {
    const unshown = [...this.all].filter(([, view]) => !view.isShown);
    for (const [key, view] of unshown.slice(0, Math.max(0, unshown.length - UNSHOWN_KEPT))) {
      view.forget();
      this.all.delete(key);
    }
  }
}

class LiveView<N extends QueryName> implements ViewHandle<N> {
  private readonly store: StoreApi<View<N>> = createStore<View<N>>(() => UNASKED);
  private readonly shape: Shape<N>;
  private kept: Kept | null = null;
  /** Events since the question was asked, to fold into its answer. */
  private since: LiveEvent[] | null = null;
  private isStale = true;
  private askedAt = 0;
  private shown = 0;
  private pages = 1;
  private round = 0;
  private pause: ReturnType<typeof setTimeout> | null = null;
  private stopWatching: (() => void) | null = null;

  constructor(
    private readonly name: N,
    private readonly args: Asked<N>,
    private readonly ports: ViewPorts,
    private readonly used: () => void,
  ) {
    this.shape = shapeOf(name);
  }

  get isShown(): boolean {
    return this.shown > 0;
  }

  readonly getState = (): View<N> => this.store.getState();
  readonly getInitialState = (): View<N> => UNASKED;

  readonly subscribe: ViewHandle<N>["subscribe"] = (listener) => {
    this.shown += 1;
    this.used();
    const isOld = this.shape.fresh_ms !== undefined && Date.now() - this.askedAt > this.shape.fresh_ms;
    if ((this.isStale || isOld) && !this.since) void this.ask();
    const unsubscribe = this.store.subscribe(listener);
    return () => {
      this.shown -= 1;
      unsubscribe();
    };
  };

  again(): void {
    this.store.setState({ refusal: null });
    void this.ask();
  }

  more(): void {
    const next = this.kept?.next;
    if (next && this.shape.onwards && !this.since) void this.ask(this.shape.onwards(this.args, next));
  }

  happened(events: readonly LiveEvent[]): void {
    this.since?.push(...events);
    if (!this.kept) return;
    const before = this.kept;
    for (const event of events) this.follow(event);
    if (this.kept !== before) this.paint();
  }

  /** What was answered no longer counts; whoever looks at it keeps seeing it until the new answer is here. */
  void(): void {
    if (!this.isShown) return this.forget();
    this.kept = null;
    this.pages = 1;
    void this.ask();
  }

  forget(): void {
    this.round += 1;
    this.since = null;
    this.kept = null;
    this.pages = 1;
    this.isStale = true;
    if (this.pause !== null) clearTimeout(this.pause);
    this.pause = null;
    this.stopWatching?.();
    this.stopWatching = null;
    this.store.setState(UNASKED, true);
  }

  /** Shows what is kept, from the records as they are now. */
  paint(): void {
    if (!this.kept) return;
    const data = this.shape.show(this.kept, this.ports.records.getState(), this.args);
    const before = this.store.getState();
    const refusal = data ? null : new Refusal("not_found", "");
    const hasMore = this.kept.next !== null;
    if (same(before.data, data) && before.hasMore === hasMore && !before.isAsking && data) return;
    this.store.setState({ data, refusal, hasMore, isAsking: false }, true);
  }

  private async ask(args: Asked<N> = this.args): Promise<void> {
    const isFurther = args !== this.args;
    const round = (this.round += 1);
    this.since = [];
    if (!isFurther) {
      this.askedAt = Date.now();
      if (!this.kept) this.store.setState({ isAsking: true });
      if (!this.kept && this.shape.isKept) void this.recall(round);
    }
    try {
      await this.follows();
      if (round !== this.round) return;
      const data = (await this.ports.see(this.name, args)) as Data<N>;
      if (round === this.round) this.answer(data, isFurther);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (round === this.round) this.refuse(error);
    }
  }

  private async follows(): Promise<void> {
    if (!this.shape.topic || this.stopWatching) return;
    const { ready, stop } = this.ports.watch(this.shape.topic(this.args));
    this.stopWatching = stop;
    await ready;
  }

  /** What was answered at another visit, until the hub has answered anew. */
  private async recall(round: number): Promise<void> {
    const data = (await this.ports.shelf.take(this.name)) as Data<N> | undefined;
    if (!data || this.kept || round !== this.round) return;
    this.kept = this.shape.take(data).kept;
    this.paint();
  }

  private answer(data: Data<N>, isFurther: boolean): void {
    if (this.shape.isKept) this.ports.shelf.put(this.name, data);
    const { kept, changes } = this.shape.take(data);
    const since = this.since ?? [];
    this.since = null;
    this.isStale = false;
    this.kept = this.joined(kept, isFurther);
    this.ports.put([...changes, ...since.flatMap(changesOf)]);
    for (const event of since) this.follow(event);
    this.paint();
  }

  /** Events say who belongs in an answer, so its further pages outlive a new first one. */
  private joined(kept: Kept, isFurther: boolean): Kept {
    if (!this.kept) return kept;
    if (isFurther) this.pages += 1;
    if (this.pages === 1) return kept;
    if (this.shape.join) return this.shape.join(this.kept, kept, isFurther);
    return { ...kept, ids: new Set([...this.kept.ids, ...kept.ids]), next: isFurther ? kept.next : this.kept.next };
  }

  private refuse(refusal: Refusal): void {
    this.since = null;
    this.isStale = refusal.code !== "signed_out";
    // A no for now takes nothing from whoever is looking.
    const { data, hasMore } = refusal.retry ? this.store.getState() : { data: undefined, hasMore: false };
    this.store.setState({ refusal, isAsking: false, data, hasMore }, true);
  }

  private follow(event: LiveEvent): void {
    const actor = this.ports.actor();
    if (!this.kept || !actor) return;
    const kept = this.shape.follow(this.kept, event, this.args, actor, this.ports.records.getState());
    if (kept === "stale") this.goStale();
    else this.kept = kept;
  }

  private goStale(): void {
    if (!this.isShown) {
      this.isStale = true;
      return;
    }
    this.pause ??= setTimeout(() => {
      this.pause = null;
      void this.ask();
    }, STALE_PAUSE_MS);
  }
}

/** Equal as far as a reader can tell: the same values, or lists of the same records. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!a || !b || typeof a !== "object" || typeof b !== "object") return false;
  const keys = Object.keys(a) as (keyof typeof a)[];
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]) || sameList(a[key], b[key]));
}

function sameList(a: unknown, b: unknown): boolean {
  return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, at) => Object.is(item, b[at]));
}
