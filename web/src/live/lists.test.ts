import { expect, test } from "vitest";

import { messageSearch, timeline } from "./shapes.lists";
import type { Actor, Hit, LiveEvent, TimelineItem } from "./wire";
import { threadOf } from "./testing/cast";

const actor = {} as Actor;
const none = { thread: new Map(), message: new Map(), task: new Map() };
const entry = (item: string, at: string) => ({ item, at }) as TimelineItem;
const hit = (message: string) => ({ message }) as Hit;
const kept = (rest: readonly unknown[], next: string | null) => ({ rest, ids: new Set<string>(), next });
const event = (kind: string, more: Partial<LiveEvent> = {}) => ({ kind, data: {}, ...more }) as LiveEvent;

test("a further page of a timeline goes below, a new first page replaces what is as new as it", () => {
  const first = kept([entry("c", "3"), entry("b", "2")], "p2");
  const both = timeline.join?.(first, kept([entry("a", "1")], null), true);
  expect(both).toMatchObject({ rest: [{ item: "c" }, { item: "b" }, { item: "a" }], next: null });
  const renewed = timeline.join?.(both ?? first, kept([entry("d", "4"), entry("c", "3")], "p2"), false);
  expect(renewed).toMatchObject({ rest: [{ item: "d" }, { item: "c" }, { item: "b" }, { item: "a" }], next: null });
});

test("a timeline is asked anew for what happens to its patient and for nothing else", () => {
  const args = { patient: "pt-ana" };
  const after = (told: LiveEvent) => timeline.follow(kept([], null), told, args, actor, none);
  expect(after(event("message.posted", { thread: threadOf("t1") }))).toBe("stale");
  expect(after(event("chart.changed", { data: { patient: "pt-ana" } }))).toBe("stale");
  expect(after(event("chart.changed", { data: { patient: "pt-ben" } }))).not.toBe("stale");
  expect(after(event("thread.read", { data: threadOf("t1") }))).not.toBe("stale");
  expect(after(event("unread.changed"))).not.toBe("stale");
});

test("hits are asked for anew when one may have gone, and pages of them follow each other", () => {
  const first = kept([hit("05"), hit("04")], "04");
  expect(messageSearch.follow(first, event("message.retracted"), { text: "x" }, actor, none)).toBe("stale");
  expect(messageSearch.follow(first, event("message.posted"), { text: "x" }, actor, none)).toBe(first);
  const both = messageSearch.join?.(first, kept([hit("03")], null), true);
  expect(both).toMatchObject({ rest: [{ message: "05" }, { message: "04" }, { message: "03" }], next: null });
  const renewed = messageSearch.join?.(both ?? first, kept([hit("05")], "05"), false);
  expect(renewed).toMatchObject({ rest: [{ message: "05" }, { message: "04" }, { message: "03" }], next: null });
});
