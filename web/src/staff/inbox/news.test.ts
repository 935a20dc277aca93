import { expect, test } from "vitest";

import type { Message } from "../../live/wire";
import { firstUnread } from "./news";

const from = (message: string, author: string): Message => ({
  message,
  rev: 1,
  thread: "t",
  author: { id: author, name: author, role: "nurse" },
  body: "",
  internal: false,
  attachments: [],
  sent_at: "2026-11-21T09:30:00.000Z",
  state: "sent",
});

const page = [from("1", "ana"), from("2", "me"), from("3", "ana"), from("4", "me"), from("5", "ana")];

test.each<[number, string | null, string]>([
  [0, null, "all read"],
  [1, "5", "the last one"],
  [2, "3", "my own between them does not count"],
  [9, "1", "more than this page holds"],
])("%d unread begin at %j (%s)", (unread, first) => {
  expect(firstUnread(page, unread, "me")).toBe(first);
});
