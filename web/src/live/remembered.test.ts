import { expect, test, vi } from "vitest";

import { openLive } from "./open";
import { anaMe, benMe } from "./testing/cast";
import { openPage, setStage, settle, show, stage } from "./testing/page";

setStage();

const MINUTE_MS = 60_000;

/** Another visit to the pages, while the hub gives no answer at all. */
async function openAway(device: "own" | "shared" = "own") {
  const { hub, cupboard } = stage;
  hub.isDown = true;
  const live = openLive({ face: "patient", device, http: hub.http, socket: hub.socket, poll: hub.poll, cupboard });
  await live.refresh();
  await settle();
  return live;
}

function comeBack() {
  stage.hub.isDown = false;
}

test("without the hub the pages open as theirs who was here, with their words; what they send goes out once", async () => {
  const before = await openPage();
  before.drafts.write("reply:th1", "Half");
  await vi.advanceTimersByTimeAsync(500);
  before.leaving();
  const live = await openAway();
  expect(live.session.getState()).toEqual({ kind: "signed-in", me: anaMe });
  expect(live.connection.getState()).toEqual({ kind: "offline", since: null });
  expect(live.drafts.cell("reply:th1").getState().text).toBe("Half");
  void live.do("message.post", { thread: "th1", body: "Whole" });
  await settle();
  comeBack();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(live.connection.getState().kind).toBe("live");
  expect(stage.hub.commandsOf("message.post")).toHaveLength(1);
});

test.each([
  ["within the time the hub would let the session stand idle", 29, "signed-in"],
  ["not after it", 31, "unreachable"],
])("the pages open %s", async (_why, minutes, kind) => {
  await openPage();
  await vi.advanceTimersByTimeAsync(minutes * MINUTE_MS);
  expect((await openAway()).session.getState().kind).toBe(kind);
});

test("being at work here puts the end of that time off", async () => {
  const live = await openPage();
  await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
  live.touched();
  await vi.advanceTimersByTimeAsync(20 * MINUTE_MS);
  expect((await openAway()).session.getState().kind).toBe("signed-in");
});

test("nobody is remembered after signing out, after an ended session, on a shared machine", async () => {
  const left = await openPage();
  await left.signOut();
  expect((await openAway()).session.getState().kind).toBe("unreachable");
  comeBack();
  stage.hub.me = anaMe;
  await openPage();
  stage.hub.cut(4501);
  await settle();
  expect((await openAway()).session.getState().kind).toBe("unreachable");
  comeBack();
  await openPage("shared");
  expect((await openAway("shared")).session.getState().kind).toBe("unreachable");
});

test("who is signed in by now is asked once the hub is back, and the other's words stay theirs", async () => {
  await openPage();
  const live = await openAway();
  void live.do("message.post", { thread: "th1", body: "Mine" }).catch(() => null);
  stage.hub.me = benMe;
  comeBack();
  await vi.advanceTimersByTimeAsync(40_000);
  expect(live.session.getState()).toMatchObject({ me: { actor: { person: "ben" } } });
  expect(stage.hub.commandsOf("message.post")).toEqual([]);
});

test("what one may write about is known without the hub", async () => {
  const topics = { topics: [{ id: "t1", rev: 1, name: "A question", names: {}, pool: "nurses" }] };
  stage.hub.queries.set("topic.list", () => topics);
  show(await openPage(), "topic.list", {});
  await settle();
  const away = show(await openAway(), "topic.list", {});
  await settle();
  expect(away().data).toEqual(topics);
});
