/** The client's place in the log: the chain rule, and when to acknowledge. */

import type { Resume } from "./frames";
import type { Cursor } from "./wire";

const ACK_EVENTS = 32;
const ACK_WITHIN_MS = 1_000;

export class Place {
  private at: Resume | null = null;
  private unacknowledged = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(private readonly acknowledge: (cursor: Cursor) => void) {}

  get resume(): Resume | undefined {
    return this.at ?? undefined;
  }

  take(epoch: string, cursor: Cursor): void {
    this.at = { epoch, cursor };
    this.settle();
  }

  /** Moves on by one frame of `count` events. False when the frame does not begin where the client is: a gap. */
  follow(from: Cursor, to: Cursor, count: number): boolean {
    if (!this.at || this.at.cursor !== from) return false;
    this.at = { epoch: this.at.epoch, cursor: to };
    this.unacknowledged += count;
    if (this.unacknowledged >= ACK_EVENTS) this.send();
    else if (count > 0) this.timer ??= setTimeout(() => this.send(), ACK_WITHIN_MS);
    return true;
  }

  /** The link is gone: its acknowledgements went with it. */
  settle(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.unacknowledged = 0;
  }

  forget(): void {
    this.settle();
    this.at = null;
  }

  private send(): void {
    this.settle();
    if (this.at) this.acknowledge(this.at.cursor);
  }
}
