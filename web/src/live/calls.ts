/** Commands and queries in flight: kept until they are answered, repeated under the same id, in order where order matters. */

import { backoffMs } from "./closing";
import { Refusal } from "./errors";
import type { ClientFrame, Done, Refused, Seen } from "./frames";
import { ulid } from "./ulid";

const FRAME_BYTES = 65_536;
const MOST = { do: 32, see: 4 } as const;
const QUERY_TRIES = 5;

type CallFrame = Extract<ClientFrame, { type: "do" | "see" }>;

interface Call {
  readonly frame: CallFrame;
  /** One unanswered command per lane, so that the second message of a thread never overtakes the first. */
  readonly lane: string | null;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (refusal: Refusal) => void;
  isSent: boolean;
  tries: number;
  /** Date.now() before which it is not repeated. */
  notBefore: number;
}

export class Calls {
  private readonly calls = new Map<string, Call>();
  private limits: { do: number; see: number; frame_bytes: number } = { ...MOST, frame_bytes: FRAME_BYTES };
  private timer: ReturnType<typeof setTimeout> | null = null;

  /** `send` answers false when nobody is there. */
  constructor(private readonly send: (frame: ClientFrame) => boolean) {}

  do(name: string, args: object, { id = ulid(), lane = null }: { id?: string; lane?: string | null } = {}): Promise<unknown> {
    return this.add({ type: "do", id, name, args }, lane);
  }

  see(name: string, args: object): Promise<unknown> {
    return this.add({ type: "see", id: ulid(), name, args }, null);
  }

  /** After a welcome: everything unanswered goes out, in the order in which it was made. */
  opened(limits: { frame_bytes?: number; commands?: number; queries?: number } = {}): void {
    this.limits = {
      do: limits.commands ?? MOST.do,
      see: limits.queries ?? MOST.see,
      frame_bytes: limits.frame_bytes ?? FRAME_BYTES,
    };
    this.flush();
  }

  lost(): void {
    for (const call of this.calls.values()) call.isSent = false;
  }

  answered(answer: Done | Seen | Refused): boolean {
    const call = this.calls.get(answer.id);
    if (!call) return false;
    if (answer.type === "refused") this.refused(call, answer);
    else this.finish(call, () => call.resolve(answer.type === "done" ? answer.result : answer.data));
    return true;
  }

  /** The first unanswered command keeps breaking the connection: it is given back as not sent. */
  setAside(): void {
    const first = [...this.calls.values()].find((call) => call.frame.type === "do");
    if (first) this.finish(first, () => first.reject(new Refusal("bad_request", "")));
  }

  /** The actor has gone; nobody waits any more. */
  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const all = [...this.calls.values()];
    this.calls.clear();
    for (const call of all) call.reject(new Refusal("signed_out", ""));
  }

  private add(frame: CallFrame, lane: string | null): Promise<unknown> {
    const size_bytes = new TextEncoder().encode(JSON.stringify(frame)).length;
    if (size_bytes > this.limits.frame_bytes) return Promise.reject(new Refusal("too_large", ""));
    return new Promise((resolve, reject) => {
      this.calls.set(frame.id, { frame, lane, resolve, reject, isSent: false, tries: 0, notBefore: 0 });
      this.flush();
    });
  }

  private refused(call: Call, { code, message, field, retry }: Refused): void {
    const isWorthRepeating = retry || code === "unknown_outcome";
    if (!isWorthRepeating || (call.frame.type === "see" && call.tries >= QUERY_TRIES)) {
      return this.finish(call, () => call.reject(new Refusal(code, message, { field, retry })));
    }
    call.isSent = false;
    call.notBefore = Date.now() + 250 + backoffMs(call.tries);
    this.flush();
  }

  private finish(call: Call, settle: () => void): void {
    this.calls.delete(call.frame.id);
    settle();
    this.flush();
  }

  private flush(): void {
    const open = { do: 0, see: 0 };
    for (const call of this.calls.values()) if (call.isSent) open[call.frame.type] += 1;
    const lanes = new Set<string>();
    let wakeAt = Infinity;
    for (const call of this.calls.values()) {
      const { type } = call.frame;
      const isBlocked = call.lane !== null && lanes.has(call.lane);
      if (call.lane !== null) lanes.add(call.lane);
      if (call.isSent || isBlocked || open[type] >= this.limits[type]) continue;
      if (call.notBefore > Date.now()) {
        wakeAt = Math.min(wakeAt, call.notBefore);
        continue;
      }
      if (!this.send(call.frame)) break;
      call.isSent = true;
      call.tries += 1;
      open[type] += 1;
    }
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = wakeAt === Infinity ? null : setTimeout(() => this.flush(), wakeAt - Date.now());
  }
}
