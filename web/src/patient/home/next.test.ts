import { expect, test } from "vitest";

import type { Pending } from "../../live/live";
import { threadOf } from "../../live/testing/cast";
import { nextThing } from "./next";

const refused: Pending = { id: "c1", name: "message.post", args: { thread: "a", body: "?" }, at: 0, state: "refused", kept: true };
const due = threadOf("due", { due_at: "2026-11-24T22:00:00.000Z" });
const unread = threadOf("unread", { unread: 1 });
const urgent = threadOf("urgent", { unread: 1, urgent: true });
const closed = threadOf("closed", { state: "closed", due_at: "2026-11-24T22:00:00.000Z" });

test.each([
  ["nothing open", [threadOf("a")], [], { kind: "nothing" }],
  ["an answer awaited", [threadOf("a"), due], [], { kind: "waiting", thread: due }],
  ["a closed conversation awaits nothing", [closed], [], { kind: "nothing" }],
  ["a new message before an awaited answer", [due, unread], [], { kind: "read", thread: unread }],
  ["an urgent one before a newer one", [unread, urgent], [], { kind: "read", thread: urgent }],
  ["what was not sent before all else", [urgent], [refused], { kind: "unsent", pending: refused }],
  ["what is still on its way needs nothing done", [], [{ ...refused, state: "waiting" as const }], { kind: "nothing" }],
])("%s", (_why, threads, pending, expected) => {
  expect(nextThing(threads, pending)).toEqual(expected);
});
