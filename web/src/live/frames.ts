/** The frames of the socket, chartwire.v1. Types only. */

import type { Actor, By, Cursor, Id, Instant, LiveEvent, Topic } from "./wire";

export interface Resume {
  readonly epoch: string;
  readonly cursor: Cursor;
}

export type SignalKind = "typing" | "replying" | "presence" | "viewing";

export type ClientFrame =
  | { type: "hello"; device: Id; watch: readonly Topic[]; resume?: Resume; ticket?: string }
  | { type: "ack"; cursor: Cursor }
  | { type: "do"; id: Id; name: string; args: unknown }
  | { type: "see"; id: Id; name: string; args: unknown }
  | { type: "watch"; id: Id; topic: Topic }
  | { type: "unwatch"; id: Id; topic: Topic }
  | { type: "signal"; kind: SignalKind; to: string; data: unknown }
  | { type: "active" };

export interface Welcome {
  readonly type: "welcome";
  readonly actor: Actor;
  readonly epoch: string;
  readonly cursor: Cursor;
  readonly mode: "resume" | "fresh" | "reset";
  readonly beat_s: number;
  readonly limits?: { readonly frame_bytes?: number; readonly commands?: number; readonly queries?: number };
  readonly now: Instant;
}

export interface Refused {
  readonly type: "refused";
  readonly id: Id;
  readonly code: string;
  readonly message: string;
  readonly field?: string | null;
  readonly retry: boolean;
}

export interface Done {
  readonly type: "done";
  readonly id: Id;
  readonly cursor: Cursor;
  readonly result: unknown;
  readonly replay: boolean;
}

export interface Seen {
  readonly type: "seen";
  readonly id: Id;
  readonly cursor: Cursor;
  readonly data: unknown;
}

export interface Watching {
  readonly type: "watching";
  readonly id: Id;
  readonly topic: Topic;
  readonly cursor: Cursor;
}

export interface SignalFrame {
  readonly type: "signal";
  readonly kind: string;
  readonly to: string;
  readonly by?: By | null;
  readonly data: unknown;
}

export interface EventsFrame {
  readonly type: "events";
  readonly from: Cursor;
  readonly to: Cursor;
  readonly events: readonly LiveEvent[];
}

export type ServerFrame =
  | Welcome
  | EventsFrame
  | { readonly type: "beat"; readonly from: Cursor; readonly to: Cursor; readonly now: Instant }
  | { readonly type: "reset"; readonly reason: string; readonly epoch: string; readonly cursor: Cursor }
  | { readonly type: "bye"; readonly code: number; readonly retry_ms?: number | null }
  | Done
  | Seen
  | Refused
  | Watching
  | SignalFrame;

/** Frames that answer something the client sent, matched by id. */
export type Answer = Done | Seen | Refused | Watching;
