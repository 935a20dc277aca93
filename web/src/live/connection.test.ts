import { expect, test, vi } from "vitest";

import { bodies, openPage, setStage, settle, showPage, stage } from "./testing/page";

setStage();

test("live, then connecting, then stale since the last word", async () => {
  const live = await openPage();
  expect(live.connection.getState()).toEqual({ kind: "live", by: "socket" });
  const heardAt = Date.now();
  stage.hub.isDown = true;
  stage.hub.cut();
  expect(live.connection.getState()).toEqual({ kind: "connecting" });
  await vi.advanceTimersByTimeAsync(16_000);
  const state = live.connection.getState();
  expect(state.kind).toBe("stale");
  expect(state.kind === "stale" && Math.abs(state.since - heardAt)).toBeLessThan(20);
});

test.each([1_000, 3_000, 6_000])("after a restart of %d ms the page is live again within four seconds", async (outage_ms) => {
  vi.spyOn(Math, "random").mockReturnValue(1); // the longest waits there are
  const live = await openPage();
  stage.hub.isDown = true;
  stage.hub.cut();
  await vi.advanceTimersByTimeAsync(outage_ms);
  stage.hub.isDown = false;
  await vi.advanceTimersByTimeAsync(4_010);
  expect(live.connection.getState().kind).toBe("live");
});

test("a page brought to the front tries at once", async () => {
  vi.spyOn(Math, "random").mockReturnValue(1);
  const live = await openPage();
  stage.hub.isDown = true;
  stage.hub.cut();
  await vi.advanceTimersByTimeAsync(40_000);
  stage.hub.isDown = false;
  live.awake();
  await settle();
  expect(live.connection.getState()).toEqual({ kind: "live", by: "socket" });
});

test("a silent link is not called live", async () => {
  const live = await openPage();
  stage.hub.isDown = true;
  await vi.advanceTimersByTimeAsync(36_000);
  expect(live.connection.getState().kind).toBe("stale");
});

test("a browser without a network is offline, and comes back at once", async () => {
  const live = await openPage();
  stage.hub.isDown = true;
  live.network(false);
  await settle();
  expect(live.connection.getState().kind).toBe("offline");
  stage.hub.isDown = false;
  live.network(true);
  await settle();
  expect(live.connection.getState().kind).toBe("live");
});

test("where no socket gets through, HTTP carries the same, and the socket takes over when it can", async () => {
  stage.hub.isWithoutSockets = true;
  const live = await openPage();
  const page = showPage(live);
  await vi.advanceTimersByTimeAsync(4_000);
  expect(live.connection.getState()).toEqual({ kind: "live", by: "poll" });
  expect(bodies(page())).toEqual(["Body of m1"]);
  stage.hub.isWithoutSockets = false;
  await vi.advanceTimersByTimeAsync(20_000);
  stage.hub.push({ type: "beat", from: "c0", to: "c0", now: "" });
  await vi.advanceTimersByTimeAsync(30_000);
  stage.hub.push({ type: "beat", from: "c0", to: "c0", now: "" });
  await vi.advanceTimersByTimeAsync(12_000);
  expect(live.connection.getState()).toEqual({ kind: "live", by: "socket" });
});

test("a closed door that does not come back is not knocked at", async () => {
  const live = await openPage();
  const links = stage.hub.links;
  stage.hub.cut(4526);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(live.connection.getState()).toEqual({ kind: "outdated" });
  expect(stage.hub.links).toBe(links);
});

test("a human is reported once a minute at most", async () => {
  const live = await openPage();
  for (let n = 0; n < 5; n += 1) live.touched();
  await settle();
  expect(stage.hub.received.filter(({ type }) => type === "active")).toHaveLength(1);
});
