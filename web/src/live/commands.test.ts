import { expect, test, vi } from "vitest";

import { Refusal } from "./errors";
import { anaMe } from "./testing/cast";
import { bodies, openPage, sentBodies, setStage, settle, showPage, stage } from "./testing/page";

setStage();

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
  stage.hub.losesAnswers = true;
  const posted = live.do("message.post", { thread: "th1", body: "Once" });
  await settle();
  stage.hub.losesAnswers = false;
  stage.hub.cut();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await posted).toEqual({ message: expect.stringMatching(/^m-/) });
  const sent = stage.hub.commandsOf("message.post");
  expect(sent).toHaveLength(2);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(stage.hub.performed.size).toBe(1);
});

test("the second message of a thread waits for the answer to the first, another thread's does not", async () => {
  const live = await openPage();
  stage.hub.losesAnswers = true;
  for (const [thread, body] of [["th1", "1"], ["th1", "2"], ["th2", "3"]] as const) void live.do("message.post", { thread, body });
  await settle();
  expect(sentBodies()).toEqual(["1", "3"]);
});

test("a busy hub is asked again later, a no is a no", async () => {
  const live = await openPage();
  let isBusy = true;
  stage.hub.commands.set("thread.close", () => {
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
  stage.hub.isDown = true;
  stage.hub.cut();
  for (const body of ["one", "two"]) void live.do("message.post", { thread: "th1", body });
  await settle();
  expect(live.pending.getState().map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  stage.hub.isDown = false;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(sentBodies()).toEqual(["one", "two"]);
  expect(live.pending.getState()).toEqual([]);
});

test("unsent words outlive the page and are sent by the next one, under the same id", async () => {
  const before = await openPage();
  stage.hub.isDown = true;
  stage.hub.cut();
  void before.do("message.post", { thread: "th1", body: "Later" });
  await settle();
  const id = before.pending.getState()[0]?.id;
  stage.hub.isDown = false;
  stage.hub.me = anaMe;
  await openPage();
  await settle();
  expect(stage.hub.commandsOf("message.post")[0]).toMatchObject({ id, args: { body: "Later" } });
});

test("a refused message stays with its words until it is discarded", async () => {
  const live = await openPage();
  stage.hub.commands.set("message.post", () => {
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
  stage.hub.losesAnswers = true;
  const posted = live.do("message.post", { thread: "th1", body: "?" }).catch((error: unknown) => error);
  await settle();
  stage.hub.cut(4400);
  await vi.advanceTimersByTimeAsync(1_000);
  stage.hub.cut(1009);
  expect(await posted).toMatchObject({ code: "bad_request" });
});

test("a frame above the limit is refused without being sent", async () => {
  const live = await openPage();
  const posted = live.do("message.post", { thread: "th1", body: "x".repeat(70_000) });
  await expect(posted).rejects.toMatchObject({ code: "too_large" });
  expect(stage.hub.commandsOf("message.post")).toEqual([]);
});
