/** A carrier of frames between this page and the hub: the socket, or HTTP that behaves like one. */

import type { ClientFrame, ServerFrame } from "./frames";

export type Hello = Extract<ClientFrame, { type: "hello" }>;

export interface Closing {
  readonly code: number;
  readonly retry_ms: number | null;
}

export interface LinkListener {
  /** The carrier stands; returns the hello to begin with. */
  opened(): Hello;
  received(frame: ServerFrame): void;
  /** Called once, unless the link was closed from this side. */
  closed(closing: Closing): void;
}

export interface Link {
  send(frame: ClientFrame): void;
  /** Ends the link without a word to its listener. */
  close(): void;
}

export type OpenLink = (listener: LinkListener) => Link;
