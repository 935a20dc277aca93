/** Who was last signed in on a person's own device, so that the pages open as theirs while the hub is out of reach. */

import type { Me } from "./auth";
import type { Cupboard } from "./cupboard";

const KEY = "me";
const TOUCH_EVERY_MS = 60_000;

interface Kept {
  readonly me: Me;
  /** Date.now() when a human was last at work here. */
  readonly active_at: number;
}

/** Nothing of it is shown for longer than the hub would have let the session stand idle. */
export class Remembered {
  private kept: Kept | null = null;

  constructor(private readonly cupboard: Cupboard) {}

  async recall(): Promise<Me | null> {
    const kept = (await this.cupboard.take(KEY).catch(() => null)) as Kept | null | undefined;
    if (!kept || Date.now() - kept.active_at > kept.me.idle_s * 1_000) return null;
    this.kept = kept;
    return kept.me;
  }

  async keep(me: Me): Promise<void> {
    await this.put({ me, active_at: this.kept?.active_at ?? Date.now() });
  }

  touched(): void {
    const now = Date.now();
    if (this.kept && now - this.kept.active_at >= TOUCH_EVERY_MS) void this.put({ ...this.kept, active_at: now });
  }

  async forget(): Promise<void> {
    this.kept = null;
    await this.cupboard.put(KEY, undefined).catch(() => undefined);
  }

  private async put(kept: Kept): Promise<void> {
    this.kept = kept;
    // A full or locked store: without a network the sign-in page opens instead.
    await this.cupboard.put(KEY, kept).catch(() => undefined);
  }
}
