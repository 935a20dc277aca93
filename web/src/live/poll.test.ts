import { expect, test, vi } from "vitest";

import { Refusal, Unreachable } from "./errors";
import type { ServerFrame } from "./frames";
import type { Http } from "./http";
import type { Closing, LinkListener } from "./link";
import { pollOver } from "./poll";
import { anaMe, lin, threadOf } from "./testing/cast";

type Reply = object | Error;

/** A hub over HTTP that answers each path from a list, and then not at all. */
function httpOf(replies: Readonly<Record<string, Reply[]>>) {
  const asked: string[] = [];
  const reply = async (path: string, signal?: AbortSignal) => {
    asked.push(path);
    const next = replies[path.split("?")[0] ?? ""]?.shift();
    if (next instanceof Error) throw next;
    if (next) return next;
    return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(new Unreachable())));
  };
  const http: Http = {
    get: async <T>(path: string, options?: { signal?: AbortSignal }) => (await reply(path, options?.signal)) as T,
    post: async <T>(path: string) => (await reply(path)) as T,
  };
  return { http, asked };
}

async function open(replies: Readonly<Record<string, Reply[]>>, resume?: { epoch: string; cursor: string }) {
  const { http, asked } = httpOf(replies);
  const frames: ServerFrame[] = [];
  const closings: Closing[] = [];
  const listener: LinkListener = {
    opened: () => ({ type: "hello", device: "d", watch: ["thread:th1"], resume }),
    received: (frame) => frames.push(frame),
    closed: (closing) => closings.push(closing),
  };
  const link = pollOver(http, { me: async () => anaMe })(listener);
  await vi.waitFor(() => expect(asked.length + closings.length).toBeGreaterThan(0));
  await Promise.resolve();
  return { link, frames, closings, asked, seen: (count: number) => vi.waitFor(() => expect(frames).toHaveLength(count)) };
}

const polled = (mode: string, from: string, to: string, events: object[] = []) => ({ mode, epoch: "e1", from, to, events });
const opened = { kind: "thread.opened", subject: "th2", rev: 1, at: "", by: lin, data: threadOf("th2") };

test("a first poll is the welcome, the following ones bring events and beats", async () => {
  const { frames, asked, seen, link } = await open({
    "/api/events": [polled("fresh", "c1", "c1"), polled("resume", "c1", "c2", [opened]), polled("resume", "c2", "c3")],
  });
  await seen(3);
  expect(frames).toMatchObject([
    { type: "welcome", mode: "fresh", cursor: "c1", actor: { person: "ana" } },
    { type: "events", from: "c1", to: "c2" },
    { type: "beat", from: "c2", to: "c3" },
  ]);
  expect(asked[1]).toBe("/api/events?wait=25&cursor=c1&watch=thread%3Ath1");
  link.close();
});

test("it resumes where the socket ended, with the events in between", async () => {
  const { frames, seen, link } = await open(
    { "/api/events": [polled("resume", "c5", "c6", [opened])] },
    { epoch: "e1", cursor: "c5" },
  );
  await seen(2);
  expect(frames).toMatchObject([
    { type: "welcome", mode: "resume", cursor: "c5" },
    { type: "events", from: "c5", to: "c6" },
  ]);
  link.close();
});

test("a log that has begun anew is a reset, at the beginning and in between", async () => {
  const { frames, seen, link } = await open(
    { "/api/events": [polled("reset", "c0", "c0"), polled("reset", "c9", "c9")] },
    { epoch: "e0", cursor: "c5" },
  );
  await seen(2);
  expect(frames).toMatchObject([
    { type: "welcome", mode: "reset", cursor: "c0" },
    { type: "reset", cursor: "c9" },
  ]);
  link.close();
});

test("calls are requests, and a refusal is an answer", async () => {
  const { frames, seen, link } = await open({
    "/api/events": [polled("fresh", "c1", "c1")],
    "/api/do/thread.close": [{ id: "1", cursor: "c1", result: {}, replay: false }],
    "/api/see/thread.page": [new Refusal("not_found", "There is no such conversation.")],
  });
  await seen(1);
  link.send({ type: "do", id: "1", name: "thread.close", args: {} });
  await seen(2);
  link.send({ type: "see", id: "2", name: "thread.page", args: {} });
  await seen(3);
  expect(frames.slice(1)).toMatchObject([
    { type: "done", id: "1" },
    { type: "refused", id: "2", code: "not_found" },
  ]);
  link.close();
});

test.each([
  ["nobody answers", new Unreachable(), 1006],
  ["the session has ended", new Refusal("signed_out", ""), 4501],
])("when %s the link closes", async (_why, error, code) => {
  const { closings } = await open({ "/api/events": [error] });
  await vi.waitFor(() => expect(closings).toEqual([{ code, retry_ms: null }]));
});
