import { expect, test, vi } from "vitest";

import { ana, lin, linMe, messageOf, threadOf } from "./testing/cast";
import { bodies, openPage, setStage, settle, show, showPage, stage, th1 } from "./testing/page";

setStage();

test("a shown thread gains the messages that are posted to it", async () => {
  const page = showPage(await openPage());
  await settle();
  stage.hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
  expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
});

test("what happened while the link was cut arrives after the next welcome, once", async () => {
  const page = showPage(await openPage());
  await settle();
  stage.hub.isDown = true;
  stage.hub.cut();
  stage.hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
  stage.hub.isDown = false;
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
});

test("a frame that leaves a gap is not applied, and resuming fills the gap", async () => {
  const live = await openPage();
  const page = showPage(live);
  await settle();
  stage.hub.losesEvents = true;
  stage.hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), th1);
  stage.hub.losesEvents = false;
  stage.hub.push({ type: "beat", from: "c1", to: "c1", now: "" });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bodies(page())).toEqual(["Body of m1", "Body of m2"]);
  expect(stage.hub.received.filter(({ type }) => type === "hello").at(-1)).toMatchObject({ resume: { epoch: "e1", cursor: "c0" } });
});

test("what the other side has read shows as seen, without the message being sent again", async () => {
  stage.hub.queries.set("thread.page", () => ({
    thread: threadOf("th1", { seen_by_staff: 0 }),
    messages: [messageOf("m1", { author: ana, n: 1 }), messageOf("m2", { author: ana, n: 2 })],
    next: null,
  }));
  const page = showPage(await openPage());
  await settle();
  stage.hub.happen({ kind: "thread.read", data: threadOf("th1", { rev: 2, seen_by_staff: 1 }) });
  expect(page().data?.messages.map(({ state }) => state)).toEqual(["seen", "sent"]);
});

test("an older rendering never replaces a newer one", async () => {
  const page = showPage(await openPage());
  await settle();
  stage.hub.happen({ kind: "message.amended", data: messageOf("m1", { rev: 3, body: "Now" }) });
  stage.hub.happen({ kind: "message.amended", data: messageOf("m1", { rev: 2, body: "Before" }) });
  expect(bodies(page())).toEqual(["Now"]);
});

test("an event that overtakes the answer to a question is folded into it", async () => {
  const live = await openPage();
  stage.hub.queries.set("thread.page", () => {
    stage.hub.say(messageOf("m2", { sent_at: "2026-11-21T09:20:00.000Z" }), threadOf("th1", { unread: 1 }));
    return { thread: th1, messages: [messageOf("m1")], next: null };
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
  stage.hub.restore();
  stage.hub.queries.set("thread.page", () => ({ thread: th1, messages: [messageOf("m9", { body: "Restored" })], next: null }));
  stage.hub.cut();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(bodies(page())).toEqual(["Restored"]);
  expect(live.drafts.cell("reply:th1").getState().text).toBe("Half a sent");
});

test("what is gone leaves the page", async () => {
  const page = showPage(await openPage());
  await settle();
  stage.hub.happen({ kind: "message.retracted", subject: "m1", data: { state: "gone" } });
  expect(bodies(page())).toEqual([]);
  stage.hub.happen({ kind: "gone", subject: "th1", data: { kind: "thread", subject: "th1" } });
  expect(page().refusal?.code).toBe("not_found");
});

test("the end of a right to a patient purges the patient's threads", async () => {
  const live = await openPage();
  showPage(live);
  await settle();
  stage.hub.queries.delete("thread.page");
  stage.hub.happen({ kind: "access.changed", data: { added: [], removed: ["pt-ana"] } });
  expect(live.records.getState().thread.size + live.records.getState().message.size).toBe(0);
});

test("a list gains, loses and reorders its threads by itself", async () => {
  stage.hub.me = linMe;
  stage.hub.queries.set("thread.list", () => ({ threads: [th1], next: null }));
  const live = await openPage("shared");
  const list = show(live, "thread.list", { box: "pool", pool: "nurses", limit: 50 });
  await settle();
  const ids = () => list().data?.threads.map(({ thread }) => thread);
  stage.hub.happen({ kind: "thread.opened", data: threadOf("th2", { last_at: "2026-11-21T09:10:00.000Z" }) });
  expect(ids()).toEqual(["th2", "th1"]);
  stage.hub.happen({ kind: "thread.assigned", data: threadOf("th2", { rev: 2, owner: lin }) });
  expect(ids()).toEqual(["th1"]);
});

test("acknowledges after 32 events, and after a second at the latest", async () => {
  await openPage();
  for (let n = 0; n < 33; n += 1) stage.hub.happen({ kind: "thread.opened", data: threadOf(`x${n}`) });
  await settle();
  const acks = () => stage.hub.received.filter((frame) => frame.type === "ack").map(({ cursor }) => cursor);
  expect(acks()).toEqual(["c32"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(acks()).toEqual(["c32", "c33"]);
});

/** A small generator of the same numbers each time: Lehmer, modulus 2^31 - 1. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

test.each([7, 11, 23, 42])("after a hundred accidents the page shows what the chart holds (seed %i)", async (seed) => {
  const { hub } = stage;
  const random = numbersFrom(seed);
  const truth = new Map([["m1", messageOf("m1")]]);
  hub.queries.set("thread.page", () => ({ thread: th1, messages: [...truth.values()], next: null }));
  const page = showPage(await openPage());
  for (let n = 0; n < 100; n += 1) {
    const old = [...truth.values()][Math.floor(random() * truth.size)] ?? messageOf("m1");
    const isNew = random() < 0.5;
    const message = isNew ? messageOf(`n${n}`) : messageOf(old.message, { rev: old.rev + 1, body: `${n}` });
    truth.set(message.message, message);
    hub.losesEvents = random() < 0.3;
    hub.happen({ kind: isNew ? "message.posted" : "message.amended", data: message, thread: th1 });
    hub.losesEvents = false;
    const accident = random();
    if (accident < 0.2) hub.cut();
    else if (accident < 0.25) hub.restore();
    else if (accident < 0.35) hub.happen({ kind: "message.amended", data: old, thread: th1 });
    await vi.advanceTimersByTimeAsync(random() * 3_000);
  }
  hub.cut();
  await vi.advanceTimersByTimeAsync(60_000);
  const shown = page().data?.messages.map(({ message, rev, body }) => [message, rev, body]).sort();
  expect(shown).toEqual([...truth.values()].map(({ message, rev, body }) => [message, rev, body]).sort());
});
