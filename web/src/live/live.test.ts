import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { memoryCupboard } from "./cupboard";
import { Refusal } from "./errors";
import type { Live, View } from "./live";
import { openLive } from "./open";
import { ana, anaMe, benMe, lin, linMe, messageOf, threadOf } from "./testing/cast";
import { FakeHub } from "./testing/fake_hub";
import type { QueryName } from "./wire";

const th1 = threadOf("th1");
const first = messageOf("m1");

let hub: FakeHub;
let cupboard = memoryCupboard();

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-21T09:30:00Z") });
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  hub = new FakeHub();
  cupboard = memoryCupboard();
  hub.queries.set("thread.page", () => ({ thread: th1, messages: [first], next: null }));
  hub.commands.set("message.post", ({ id, body }: { id: string; body: string }) => {
    const message = messageOf(`m-${id}`, { author: ana, body, sent_at: "2026-11-21T09:31:00.000Z" });
    queueMicrotask(() => hub.say(message, threadOf("th1", { rev: 2, last_line: body }), id));
    return { message: message.message };
  });
});

afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(5);

async function openPage(device: "own" | "shared" = "own"): Promise<Live> {
  const { face } = (hub.me ?? anaMe).actor;
  const live = openLive({ face, device, http: hub.http, socket: hub.socket, poll: hub.poll, cupboard });
  await live.refresh();
  await settle();
  return live;
}

/** Shows a query as a component would. */
function show<N extends QueryName>(live: Live, name: N, args: Parameters<typeof live.view<N>>[1]): () => View<N> {
  const handle = live.view(name, args);
  handle.subscribe(() => {});
  return handle.getState;
}

const showPage = (live: Live) => show(live, "thread.page", { thread: "th1", limit: 50 });
const bodies = (view: View<"thread.page">) => view.data?.messages.map(({ body }) => body);

describe("following the log", () => {
  test("a shown thread gains the messages that are posted to it", async () => {
    const page = showPage(await openPage());
    await settle();
    hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
    expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
  });

  test("what happened while the link was cut arrives after the next welcome, once", async () => {
    const page = showPage(await openPage());
    await settle();
    hub.isDown = true;
    hub.cut();
    hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
    hub.isDown = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
  });

  test("a frame that leaves a gap is not applied, and resuming fills the gap", async () => {
    const live = await openPage();
    const page = showPage(live);
    await settle();
    hub.losesEvents = true;
    hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
    hub.losesEvents = false;
    hub.push({ type: "beat", from: "c1", to: "c1", now: "" });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
    expect(hub.received.filter(({ type }) => type === "hello").at(-1)).toMatchObject({ resume: { epoch: "e1", cursor: "c0" } });
  });

  test("what the other side has read shows as seen, without the message being sent again", async () => {
    hub.queries.set("thread.page", () => ({
      thread: threadOf("th1", { seen_by_staff: 0 }),
      messages: [messageOf("m1", { author: ana, n: 1 }), messageOf("m2", { author: ana, n: 2 })],
      next: null,
    }));
    const page = showPage(await openPage());
    await settle();
    hub.happen({ kind: "thread.read", data: threadOf("th1", { rev: 2, seen_by_staff: 1 }) });
    expect(page().data?.messages.map(({ state }) => state)).toEqual(["seen", "sent"]);
  });

  test("an older rendering never replaces a newer one", async () => {
    const page = showPage(await openPage());
    await settle();
    hub.happen({ kind: "message.amended", data: messageOf("m1", { rev: 3, body: "Now" }) });
    hub.happen({ kind: "message.amended", data: messageOf("m1", { rev: 2, body: "Before" }) });
    expect(bodies(page())).toEqual(["Now"]);
  });

  test("an event that overtakes the answer to a question is folded into it", async () => {
    const live = await openPage();
    hub.queries.set("thread.page", () => {
      hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), threadOf("th1", { unread: 1 }));
      return { thread: th1, messages: [first], next: null };
    });
    const page = showPage(live);
    await settle();
    expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
    expect(page().data?.thread.unread).toBe(1);
  });

  test("another epoch drops the records and asks again, and unsent words stay", async () => {
    const live = await openPage();
    const page = showPage(live);
    await settle();
    live.drafts.write("reply:th1", "Half a sent");
    hub.restore();
    hub.queries.set("thread.page", () => ({ thread: th1, messages: [messageOf("m9", { body: "Restored" })], next: null }));
    hub.cut();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(bodies(page())).toEqual(["Restored"]);
    expect(live.drafts.cell("reply:th1").getState().text).toBe("Half a sent");
  });

  test("what is gone leaves the page", async () => {
    const page = showPage(await openPage());
    await settle();
    hub.happen({ kind: "message.retracted", subject: "m1", data: { state: "gone" } });
    expect(bodies(page())).toEqual([]);
    hub.happen({ kind: "gone", subject: "th1", data: { kind: "thread", subject: "th1" } });
    expect(page().refusal?.code).toBe("not_found");
  });

  test("the end of a right to a patient purges the patient's threads", async () => {
    const live = await openPage();
    showPage(live);
    await settle();
    hub.queries.delete("thread.page");
    hub.happen({ kind: "access.changed", data: { added: [], removed: ["pt-ana"] } });
    expect(live.records.getState().thread.size + live.records.getState().message.size).toBe(0);
  });

  test("a list gains, loses and reorders its threads by itself", async () => {
    hub.me = linMe;
    hub.queries.set("thread.list", () => ({ threads: [th1], next: null }));
    const live = await openPage("shared");
    const list = show(live, "thread.list", { box: "pool", pool: "nurses", limit: 50 });
    await settle();
    const ids = () => list().data?.threads.map(({ thread }) => thread);
    hub.happen({ kind: "thread.opened", data: threadOf("th2", { last_at: "2026-11-21T09:10:00.000Z" }) });
    expect(ids()).toEqual(["th2", "th1"]);
    hub.happen({ kind: "thread.assigned", data: threadOf("th2", { rev: 2, owner: lin }) });
    expect(ids()).toEqual(["th1"]);
  });

  test("acknowledges after 32 events, and after a second at the latest", async () => {
    await openPage();
    for (let n = 0; n < 33; n += 1) hub.happen({ kind: "thread.opened", data: threadOf(`x${n}`) });
    await settle();
    const acks = () => hub.received.filter((frame) => frame.type === "ack").map(({ cursor }) => cursor);
    expect(acks()).toEqual(["c32"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(acks()).toEqual(["c32", "c33"]);
  });
});

describe("commands", () => {
  test("a message shows as waiting, then as the chart's own", async () => {
    const live = await openPage();
    const page = showPage(live);
    await settle();
    void live.do("message.post", { thread: "th1", body: "Thank you" });
    expect(live.pending.getState()).toMatchObject([{ state: "waiting", args: { body: "Thank you" } }]);
    await settle();
    expect(live.pending.getState()).toEqual([]);
    expect(bodies(page())).toEqual(["Body of m1", "Thank you"]);
  });

  test("an unanswered command is repeated under the same id and performed once", async () => {
    const live = await openPage();
    hub.losesAnswers = true;
    const posted = live.do("message.post", { thread: "th1", body: "Once" });
    await settle();
    hub.losesAnswers = false;
    hub.cut();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await posted).toEqual({ message: expect.stringMatching(/^m-/) });
    const sent = hub.commandsOf("message.post");
    expect(sent).toHaveLength(2);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(hub.performed.size).toBe(1);
  });

  test("the second message of a thread waits for the answer to the first, another thread's does not", async () => {
    const live = await openPage();
    hub.losesAnswers = true;
    for (const [thread, body] of [["th1", "1"], ["th1", "2"], ["th2", "3"]] as const) void live.do("message.post", { thread, body });
    await settle();
    expect(hub.commandsOf("message.post").map(({ args }) => (args as { body: string }).body)).toEqual(["1", "3"]);
  });

  test("a busy hub is asked again later, a no is a no", async () => {
    const live = await openPage();
    let isBusy = true;
    hub.commands.set("thread.close", () => {
      if (isBusy) throw new Refusal("busy", "Busy.", { retry: true });
      throw new Refusal("conflict", "Someone was faster.");
    });
    const closing = live.do("thread.close", { thread: "th1" }).catch((error: unknown) => error);
    await settle();
    isBusy = false;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await closing).toMatchObject({ code: "conflict", message: "Someone was faster." });
  });

  test("words written without a link go out in order once there is one", async () => {
    const live = await openPage();
    hub.isDown = true;
    hub.cut();
    for (const body of ["one", "two"]) void live.do("message.post", { thread: "th1", body });
    await settle();
    expect(live.pending.getState().map(({ state }) => state)).toEqual(["waiting", "waiting"]);
    hub.isDown = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(hub.commandsOf("message.post").map(({ args }) => (args as { body: string }).body)).toEqual(["one", "two"]);
    expect(live.pending.getState()).toEqual([]);
  });

  test("unsent words outlive the page and are sent by the next one, under the same id", async () => {
    const before = await openPage();
    hub.isDown = true;
    hub.cut();
    void before.do("message.post", { thread: "th1", body: "Later" });
    await settle();
    const id = before.pending.getState()[0]?.id;
    hub.isDown = false;
    hub.me = anaMe;
    await openPage();
    await settle();
    expect(hub.commandsOf("message.post")[0]).toMatchObject({ id, args: { body: "Later" } });
  });

  test("a refused message stays with its words until it is discarded", async () => {
    const live = await openPage();
    hub.commands.set("message.post", () => {
      throw new Refusal("not_found", "There is no such conversation.");
    });
    await live.do("message.post", { thread: "th1", body: "Kept" }).catch(() => null);
    const [entry] = live.pending.getState();
    expect(entry).toMatchObject({ state: "refused", args: { body: "Kept" } });
    live.discard(entry?.id ?? "");
    expect(live.pending.getState()).toEqual([]);
  });

  test("a second unreadable frame sets the first command aside as not sent", async () => {
    const live = await openPage();
    hub.losesAnswers = true;
    const posted = live.do("message.post", { thread: "th1", body: "?" }).catch((error: unknown) => error);
    await settle();
    hub.cut(4400);
    await vi.advanceTimersByTimeAsync(1_000);
    hub.cut(1009);
    expect(await posted).toMatchObject({ code: "bad_request" });
  });

  test("a frame above the limit is refused without being sent", async () => {
    const live = await openPage();
    const posted = live.do("message.post", { thread: "th1", body: "x".repeat(70_000) });
    await expect(posted).rejects.toMatchObject({ code: "too_large" });
    expect(hub.commandsOf("message.post")).toEqual([]);
  });
});

describe("whose page it is", () => {
  test("nothing of one person reaches another who signs in here", async () => {
    const live = await openPage();
    const page = showPage(live);
    await settle();
    hub.isDown = true;
    hub.cut();
    live.do("message.post", { thread: "th1", body: "Mine" }).catch(() => null);
    live.drafts.write("reply:th1", "Mine too");
    await vi.advanceTimersByTimeAsync(500);
    hub.isDown = false;
    hub.me = benMe;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(live.session.getState()).toMatchObject({ kind: "signed-in", me: { actor: { person: "ben" } } });
    expect(hub.commandsOf("message.post")).toEqual([]);
    expect(live.drafts.cell("reply:th1").getState().text).toBe("");
    expect(page().data).toBeUndefined();
    hub.me = anaMe;
    expect((await openPage()).pending.getState()).toEqual([]);
  });

  test("signing out leaves nothing on the device", async () => {
    const live = await openPage();
    live.drafts.write("reply:th1", "Secret");
    await vi.advanceTimersByTimeAsync(500);
    await live.signOut();
    expect(live.session.getState()).toEqual({ kind: "signed-out", reason: "left" });
    hub.me = anaMe;
    const next = await openPage();
    expect(next.drafts.cell("reply:th1").getState().text).toBe("");
  });

  test("an idle session ends the page's, and a draft is there after signing in again", async () => {
    const live = await openPage();
    live.drafts.write("reply:th1", "Half");
    hub.cut(4501);
    expect(live.session.getState()).toEqual({ kind: "signed-out", reason: "ended" });
    expect(live.connection.getState()).toEqual({ kind: "signed-out" });
    await live.refresh();
    const next = await openPage();
    expect(next.drafts.cell("reply:th1").getState().text).toBe("Half");
  });

  test("a staff session does not open the patient's page", async () => {
    hub.me = linMe;
    const live = openLive({ face: "patient", device: "own", http: hub.http, socket: hub.socket, poll: hub.poll, cupboard });
    await live.refresh();
    expect(live.session.getState().kind).toBe("other-face");
    expect(hub.links).toBe(0);
  });

  test("staff drafts rest on the server, one second after the last keystroke", async () => {
    hub.me = linMe;
    hub.queries.set("draft.list", () => ({ drafts: [{ key: "reply:th1", body: "From yesterday", at: "" }] }));
    const live = await openPage("shared");
    expect(live.drafts.cell("reply:th1").getState()).toEqual({ text: "From yesterday", state: "kept" });
    live.drafts.write("reply:th1", "From");
    await vi.advanceTimersByTimeAsync(900);
    expect(hub.commandsOf("draft.save")).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(hub.commandsOf("draft.save")).toMatchObject([{ args: { key: "reply:th1", body: "From" } }]);
    expect(live.drafts.cell("reply:th1").getState().state).toBe("kept");
  });
});

test("a draft written elsewhere appears, and never over what is being typed", async () => {
  hub.me = linMe;
  hub.queries.set("draft.list", () => ({ drafts: [] }));
  const live = await openPage("shared");
  const saved = { kind: "draft.saved", data: { key: "reply:th1", body: "From the other desk", at: "" } };
  const text = () => live.drafts.cell("reply:th1").getState().text;
  hub.happen(saved);
  expect(text()).toBe("From the other desk");
  live.drafts.write("reply:th1", "From the");
  hub.happen(saved);
  expect(text()).toBe("From the");
});

describe("the truth about the connection", () => {
  test("live, then connecting, then stale since the last word", async () => {
    const live = await openPage();
    expect(live.connection.getState()).toEqual({ kind: "live", by: "socket" });
    const heardAt = Date.now();
    hub.isDown = true;
    hub.cut();
    expect(live.connection.getState()).toEqual({ kind: "connecting" });
    await vi.advanceTimersByTimeAsync(16_000);
    const state = live.connection.getState();
    expect(state.kind).toBe("stale");
    expect(state.kind === "stale" && Math.abs(state.since - heardAt)).toBeLessThan(20);
  });

  test("a silent link is not called live", async () => {
    const live = await openPage();
    hub.isDown = true;
    await vi.advanceTimersByTimeAsync(36_000);
    expect(live.connection.getState().kind).toBe("stale");
  });

  test("a browser without a network is offline, and comes back at once", async () => {
    const live = await openPage();
    hub.isDown = true;
    live.network(false);
    await settle();
    expect(live.connection.getState().kind).toBe("offline");
    hub.isDown = false;
    live.network(true);
    await settle();
    expect(live.connection.getState().kind).toBe("live");
  });

  test("where no socket gets through, HTTP carries the same, and the socket takes over when it can", async () => {
    hub.isWithoutSockets = true;
    const live = await openPage();
    const page = showPage(live);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(live.connection.getState()).toEqual({ kind: "live", by: "poll" });
    expect(bodies(page())).toEqual(["Body of m1"]);
    hub.isWithoutSockets = false;
    await vi.advanceTimersByTimeAsync(20_000);
    hub.push({ type: "beat", from: "c0", to: "c0", now: "" });
    await vi.advanceTimersByTimeAsync(30_000);
    hub.push({ type: "beat", from: "c0", to: "c0", now: "" });
    await vi.advanceTimersByTimeAsync(12_000);
    expect(live.connection.getState()).toEqual({ kind: "live", by: "socket" });
  });

  test("a closed door that does not come back is not knocked at", async () => {
    const live = await openPage();
    const links = hub.links;
    hub.cut(4526);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(live.connection.getState()).toEqual({ kind: "outdated" });
    expect(hub.links).toBe(links);
  });

  test("a human is reported once a minute at most", async () => {
    const live = await openPage();
    for (let n = 0; n < 5; n += 1) live.touched();
    await settle();
    expect(hub.received.filter(({ type }) => type === "active")).toHaveLength(1);
  });
});

describe("who else is at work", () => {
  test("somebody is typing until six seconds of silence or their message", async () => {
    const live = await openPage();
    const typing = () => live.presence("th1").getState().typing.map(({ name }) => name);
    const signal = { type: "signal", kind: "typing", to: "thread:th1", by: lin, data: { thread: "th1", on: true } } as const;
    hub.push(signal);
    expect(typing()).toEqual(["Lin Park"]);
    await vi.advanceTimersByTimeAsync(6_100);
    expect(typing()).toEqual([]);
    hub.push(signal);
    hub.say(messageOf("m2"), th1);
    expect(typing()).toEqual([]);
  });

  test("typing is told at once, not at every keystroke, and ends by itself", async () => {
    const live = await openPage();
    for (let n = 0; n < 5; n += 1) live.tell("typing", "th1", true);
    await vi.advanceTimersByTimeAsync(5_000);
    const told = hub.received.filter((frame) => frame.type === "signal").map(({ data }) => (data as { on: boolean }).on);
    expect(told).toEqual([true, false]);
  });
});
