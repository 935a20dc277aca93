import { expect, test, vi } from "vitest";

import { openLive } from "./open";
import { anaMe, benMe, linMe } from "./testing/cast";
import { openPage, setStage, settle, showPage, stage } from "./testing/page";

setStage();

test("nothing of one person reaches another who signs in here", async () => {
  const live = await openPage();
  const page = showPage(live);
  await settle();
  stage.hub.isDown = true;
  stage.hub.cut();
  live.do("message.post", { thread: "th1", body: "Mine" }).catch(() => null);
  live.drafts.write("reply:th1", "Mine too");
  await vi.advanceTimersByTimeAsync(500);
  stage.hub.isDown = false;
  stage.hub.me = benMe;
  await vi.advanceTimersByTimeAsync(3_000);
  expect(live.session.getState()).toMatchObject({ kind: "signed-in", me: { actor: { person: "ben" } } });
  expect(stage.hub.commandsOf("message.post")).toEqual([]);
  expect(live.drafts.cell("reply:th1").getState().text).toBe("");
  expect(page().data).toBeUndefined();
  stage.hub.me = anaMe;
  expect((await openPage()).pending.getState()).toEqual([]);
});

test("signing out leaves nothing on the device", async () => {
  const live = await openPage();
  live.drafts.write("reply:th1", "Secret");
  await vi.advanceTimersByTimeAsync(500);
  await live.signOut();
  expect(live.session.getState()).toEqual({ kind: "signed-out", reason: "left" });
  stage.hub.me = anaMe;
  const next = await openPage();
  expect(next.drafts.cell("reply:th1").getState().text).toBe("");
});

test("an idle session ends the page's, and a draft is there after signing in again", async () => {
  const live = await openPage();
  live.drafts.write("reply:th1", "Half");
  stage.hub.cut(4501);
  expect(live.session.getState()).toEqual({ kind: "signed-out", reason: "ended" });
  expect(live.connection.getState()).toEqual({ kind: "signed-out" });
  await live.refresh();
  const next = await openPage();
  expect(next.drafts.cell("reply:th1").getState().text).toBe("Half");
});

test("a staff session does not open the patient's page", async () => {
  stage.hub.me = linMe;
  const live = openLive({ face: "patient", device: "own", http: stage.hub.http, socket: stage.hub.socket, poll: stage.hub.poll, cupboard: stage.cupboard });
  await live.refresh();
  expect(live.session.getState().kind).toBe("other-face");
  expect(stage.hub.links).toBe(0);
});

test("without a second factor past its day nothing is opened until it is set up", async () => {
  stage.hub.me = { ...linMe, mfa: "set_up", mfa_due: "2026-11-21T09:00:00.000Z" };
  const live = await openPage("shared");
  expect(live.session.getState()).toEqual({ kind: "second-factor", step: "set-up" });
  expect(stage.hub.links).toBe(0);
  stage.hub.me = linMe;
  await live.refresh();
  await settle();
  expect(live.session.getState().kind).toBe("signed-in");
  expect(live.connection.getState().kind).toBe("live");
});

test("when the days without a second factor end at work, it is set up and not signed in again", async () => {
  // By this page's clock there is time left; the hub's clock counts.
  stage.hub.me = { ...linMe, mfa: "set_up", mfa_due: "2026-11-21T09:40:00.000Z" };
  stage.hub.queries.set("draft.list", () => ({ drafts: [] }));
  const live = await openPage("shared");
  expect(live.session.getState().kind).toBe("signed-in");
  stage.hub.cut(4501);
  await settle();
  expect(live.session.getState()).toEqual({ kind: "second-factor", step: "set-up" });
});

test("staff drafts rest on the server, one second after the last keystroke", async () => {
  stage.hub.me = linMe;
  stage.hub.queries.set("draft.list", () => ({ drafts: [{ key: "reply:th1", body: "From yesterday", at: "" }] }));
  const live = await openPage("shared");
  expect(live.drafts.cell("reply:th1").getState()).toEqual({ text: "From yesterday", state: "kept" });
  live.drafts.write("reply:th1", "From");
  await vi.advanceTimersByTimeAsync(900);
  expect(stage.hub.commandsOf("draft.save")).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(stage.hub.commandsOf("draft.save")).toMatchObject([{ args: { key: "reply:th1", body: "From" } }]);
  expect(live.drafts.cell("reply:th1").getState().state).toBe("kept");
});

test("a draft written elsewhere appears, and never over what is being typed", async () => {
  stage.hub.me = linMe;
  stage.hub.queries.set("draft.list", () => ({ drafts: [] }));
  const live = await openPage("shared");
  const saved = { kind: "draft.saved", data: { key: "reply:th1", body: "From the other desk", at: "" } };
  const text = () => live.drafts.cell("reply:th1").getState().text;
  stage.hub.happen(saved);
  expect(text()).toBe("From the other desk");
  live.drafts.write("reply:th1", "From the");
  stage.hub.happen(saved);
  expect(text()).toBe("From the");
});
