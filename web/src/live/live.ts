/** The live client as the views see it: one object per page, made by openLive, shown through the hooks of src/app. */

import type { StoreApi } from "zustand/vanilla";

import type { Auth, Me } from "./auth";
import type { Refusal } from "./errors";
import type { Uploads } from "./uploads";
import type { Args, By, CommandName, Data, Id, Asked, Message, QueryName, Result, Task, Thread, Topic } from "./wire";

/** Something that changes and can be watched; a zustand store without React, read only. */
export type Readable<T> = Pick<StoreApi<T>, "getState" | "getInitialState" | "subscribe">;

export type Session =
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "signed-out"; readonly reason: "never" | "left" | "ended" }
  /** Nothing else until a code is given; or until a factor is set up, once the days without one are over. */
  | { readonly kind: "second-factor"; readonly step: "give" | "set-up" }
  /** Signed in, but for the other build: patients at /, staff at /staff/. */
  | { readonly kind: "other-face"; readonly me: Me }
  | { readonly kind: "signed-in"; readonly me: Me };

/** The truth about how current the page is; `since` is Date.now() at the last word from the server. */
export type ConnectionState =
  | { readonly kind: "connecting" }
  | { readonly kind: "live"; readonly by: "socket" | "poll" }
  | { readonly kind: "stale"; readonly since: number }
  | { readonly kind: "offline"; readonly since: number | null }
  | { readonly kind: "signed-out" }
  /** The server no longer speaks this page's version: reload. */
  | { readonly kind: "outdated" };

/** A command that carries words and has not been seen in the chart yet. */
export interface Pending {
  readonly id: Id;
  readonly name: CommandName;
  readonly args: Args<"message.post"> | Args<"thread.open">;
  /** Date.now() when the person sent it. */
  readonly at: number;
  /** waiting: kept here until the server answers · done: in the chart, its event is on the way · refused: not sent. */
  readonly state: "waiting" | "done" | "refused";
  /** Survives closing the page; false on shared staff machines. */
  readonly kept: boolean;
  readonly message?: Id;
  readonly refusal?: Refusal;
}

/** The answer to a query, kept current by the events that follow it. */
export interface View<N extends QueryName> {
  readonly data: Data<N> | undefined;
  readonly refusal: Refusal | null;
  /** True while the first answer, or one after a reset, is awaited. */
  readonly isAsking: boolean;
  /** There is another page: call more(). */
  readonly hasMore: boolean;
}

export interface ViewHandle<N extends QueryName> extends Readable<View<N>> {
  more(): void;
  again(): void;
}

export type DraftState = "empty" | "changed" | "kept";

export interface DraftCell {
  readonly text: string;
  readonly state: DraftState;
}

export interface Drafts {
  cell(key: string): Readable<DraftCell>;
  write(key: string, text: string): void;
  clear(key: string): void;
  /** The text is being sent: the field is empty at once, the kept draft when `sent` has resolved. */
  part(key: string, body: string, sent: Promise<unknown>): void;
  /** Something typed is on this page alone. */
  hasUnkept(): boolean;
}

/** Who is typing or replying in a thread right now, other than the reader. */
export interface Presence {
  readonly typing: readonly By[];
  readonly replying: readonly Claim[];
}

/** Somebody at work, and since when this page knows; the same object for as long as it lasts. */
export type Claim = By & { readonly since: number };

export interface Records {
  readonly thread: ReadonlyMap<Id, Thread>;
  readonly message: ReadonlyMap<Id, Message>;
  readonly task: ReadonlyMap<Id, Task>;
}

export interface Live {
  readonly auth: Auth;
  readonly session: Readable<Session>;
  readonly connection: Readable<ConnectionState>;
  readonly records: Readable<Records>;
  readonly pending: Readable<readonly Pending[]>;
  readonly drafts: Drafts;
  readonly uploads: Uploads;

  /** Reads /auth/me again: after signing in, accepting an invitation, a second factor. */
  refresh(): Promise<void>;
  /** Ends the session here and on the server and forgets everything kept on this device. */
  signOut(): Promise<void>;

  /** Performs a command. It is kept and repeated under its id until it is answered; rejects with a Refusal. */
  do<N extends CommandName>(name: N, args: Args<N>): Promise<Result<N>>;
  /** A query's answer, live; the same arguments share one view. */
  view<N extends QueryName>(name: N, args: Asked<N>): ViewHandle<N>;
  /** Follows a narrower topic until the returned function is called. */
  watch(topic: Topic): () => void;

  /** Takes a refused message out of the list of pending ones. */
  discard(command: Id): void;
  presence(thread: Id): Readable<Presence>;
  tell(kind: "typing" | "replying", thread: Id, on: boolean): void;

  /** A human did something. The listener sits in src/app, the once-a-minute limit here. */
  touched(): void;
  /** What the browser says about the network, and that the page came back to the front. */
  network(online: boolean): void;
  awake(): void;
  /** The page may be gone in a moment: what was typed last is kept now. */
  leaving(): void;
}
