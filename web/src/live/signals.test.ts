import { expect, test, vi } from "vitest";

import { lin, messageOf } from "./testing/cast";
import { openPage, setStage, stage, th1 } from "./testing/page";

setStage();

test("somebody is typing until six seconds of silence or their message", async () => {
  const live = await openPage();
  const typing = () => live.presence("th1").getState().typing.map(({ name }) => name);
  const signal = { type: "signal", kind: "typing", to: "thread:th1", by: lin, data: { thread: "th1", on: true } } as const;
  stage.hub.push(signal);
  expect(typing()).toEqual(["Lin Park"]);
  await vi.advanceTimersByTimeAsync(6_100);
  expect(typing()).toEqual([]);
  stage.hub.push(signal);
  stage.hub.say(messageOf("m2"), th1);
  expect(typing()).toEqual([]);
});

test("typing is told at once, not at every keystroke, and ends by itself", async () => {
  const live = await openPage();
  for (let n = 0; n < 5; n += 1) live.tell("typing", "th1", true);
  await vi.advanceTimersByTimeAsync(5_000);
  const told = stage.hub.received.filter((frame) => frame.type === "signal").map(({ data }) => (data as { on: boolean }).on);
  expect(told).toEqual([true, false]);
});
