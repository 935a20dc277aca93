/** A page of the product without a DOM, before a fake hub with fake time. For tests. */

import { afterEach, beforeEach, vi } from "vitest";

import { memoryCupboard } from "../cupboard";
import type { Live, View } from "../live";
import { openLive } from "../open";
import type { Asked, QueryName } from "../wire";
import { ana, anaMe, messageOf, threadOf } from "./cast";
import { FakeHub } from "./fake_hub";

export const th1 = threadOf("th1");

/** The hub of the running test, and the device's storage; both new for each test. */
export const stage = { hub: new FakeHub(), cupboard: memoryCupboard() };

/** Call at the top of a test file. */
export function setStage(): void {
  beforeEach(() => {
    vi.useFakeTimers({ now: new Date("2026-11-21T09:30:00Z") });
    vi.spyOn(Math, "random").mockReturnValue(0.5);
    const hub = (stage.hub = new FakeHub());
    stage.cupboard = memoryCupboard();
    hub.queries.set("thread.page", () => ({ thread: th1, messages: [messageOf("m1")], next: null }));
    hub.commands.set("message.post", ({ id, body }: { id: string; body: string }) => {
      const message = messageOf(`m-${id}`, { author: ana, body, sent_at: "2026-11-21T09:31:00.000Z" });
      queueMicrotask(() => hub.say(message, threadOf("th1", { rev: 2, last_line: body }), id));
      return { message: message.message };
    });
  });
  afterEach(() => vi.useRealTimers());
}

export const settle = () => vi.advanceTimersByTimeAsync(5);

export async function openPage(device: "own" | "shared" = "own"): Promise<Live> {
  const { hub, cupboard } = stage;
  const { face } = (hub.me ?? anaMe).actor;
  const live = openLive({ face, device, http: hub.http, socket: hub.socket, poll: hub.poll, cupboard });
  await live.refresh();
  await settle();
  return live;
}

/** Shows a query as a component would. */
export function show<N extends QueryName>(live: Live, name: N, args: Asked<N>): () => View<N> {
  const handle = live.view(name, args);
  handle.subscribe(() => {});
  return handle.getState;
}

export const showPage = (live: Live) => show(live, "thread.page", { thread: "th1", limit: 50 });
export const bodies = (view: View<"thread.page">) => view.data?.messages.map(({ body }) => body);
export const sentBodies = () => stage.hub.commandsOf("message.post").map(({ args }) => (args as { body: string }).body);
