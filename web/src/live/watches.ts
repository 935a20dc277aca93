/** The narrower topics this page follows, counted, so that two views of one chart follow it once. */

import type { ClientFrame, Refused, Watching } from "./frames";
import { ulid } from "./ulid";
import type { Topic } from "./wire";

interface Watch {
  readonly id: string;
  readonly ready: Promise<void>;
  readonly settle: () => void;
  count: number;
}

export class Watches {
  private readonly watches = new Map<Topic, Watch>();

  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  topics(): readonly Topic[] {
    return [...this.watches.keys()];
  }

  /** `ready` is kept once the server follows the topic, or has refused to; asking then tells which. */
  start(topic: Topic): { readonly ready: Promise<void>; readonly stop: () => void } {
    const watch = this.watches.get(topic) ?? this.add(topic);
    watch.count += 1;
    let isStopped = false;
    const stop = () => {
      if (isStopped) return;
      isStopped = true;
      this.release(topic, watch);
    };
    return { ready: watch.ready, stop };
  }

  /** The hello carried every topic there was. */
  opened(): void {
    for (const watch of this.watches.values()) watch.settle();
  }

  answered(answer: Watching | Refused): boolean {
    const watch = [...this.watches.values()].find(({ id }) => id === answer.id);
    watch?.settle();
    return watch !== undefined;
  }

  forget(): void {
    for (const watch of this.watches.values()) watch.settle();
    this.watches.clear();
  }

  private add(topic: Topic): Watch {
    let settle = () => {};
    const ready = new Promise<void>((resolve) => (settle = resolve));
    const watch: Watch = { id: ulid(), ready, settle, count: 0 };
    this.watches.set(topic, watch);
    this.send({ type: "watch", id: watch.id, topic });
    return watch;
  }

  private release(topic: Topic, watch: Watch): void {
    watch.count -= 1;
    if (watch.count > 0 || this.watches.get(topic) !== watch) return;
    this.watches.delete(topic);
    this.send({ type: "unwatch", id: ulid(), topic });
  }
}
