import { expect, test, vi } from "vitest";

import { linMe } from "../../live/testing/cast";
import { openPage, setStage, settle, stage } from "../../live/testing/page";
import { Refusal } from "../../live/errors";
import { hasUnsent } from "../shell/unsent";
import { post, takeBack } from "./reply";

setStage();

async function openDesk() {
  stage.hub.me = linMe;
  stage.hub.queries.set("draft.list", () => ({ drafts: [] }));
  stage.hub.commands.set("message.cancel", () => ({ message: "m1", rev: 2 }));
  return openPage("shared");
}

test.each([
  ["nothing was begun since", "", "Take one tablet."],
  ["something was begun since", "And call us.", "Take one tablet.\n\nAnd call us."],
])("a reply taken back stands in the box again when %s", async (_why, begun, expected) => {
  const live = await openDesk();
  if (begun) live.drafts.write("reply:th1", begun);
  const done = takeBack(live, "th1", "m1", "Take one tablet.");
  await settle();
  await done;
  expect(stage.hub.commandsOf("message.cancel")).toMatchObject([{ args: { message: "m1" } }]);
  expect(live.drafts.cell("reply:th1").getState().text).toBe(expected);
});

test("a reply that was sent already stays out of the box", async () => {
  const live = await openDesk();
  stage.hub.commands.set("message.cancel", () => {
    throw new Refusal("conflict", "This message was sent already.");
  });
  const done = expect(takeBack(live, "th1", "m1", "Take one tablet.")).rejects.toMatchObject({ code: "conflict" });
  await settle();
  await done;
  expect(live.drafts.cell("reply:th1").getState().text).toBe("");
});

test("a reply stays in the kept draft until the server has it", async () => {
  const live = await openDesk();
  let kept = "";
  stage.hub.commands.set("draft.save", ({ body }: { body: string }) => {
    kept = body;
    return {};
  });
  live.drafts.write("reply:th1", "Take one tablet.");
  await vi.advanceTimersByTimeAsync(1_100);
  expect([kept, hasUnsent(live)]).toEqual(["Take one tablet.", false]);

  let answer: (value: { message: string }) => void = () => undefined;
  const sent = new Promise<{ message: string }>((resolve) => (answer = resolve));
  const slow = { drafts: live.drafts, do: (() => sent) as unknown as typeof live.do };
  const posted = post(slow, { thread: "th1", body: "Take one tablet." });
  expect(live.drafts.cell("reply:th1").getState().text).toBe("");
  live.drafts.write("reply:th1", "And call us.");
  await vi.advanceTimersByTimeAsync(1_100);
  expect(kept).toBe("Take one tablet.\n\nAnd call us.");

  answer({ message: "m9" });
  await posted;
  await settle();
  expect(kept).toBe("And call us.");
  expect(live.drafts.cell("reply:th1").getState()).toEqual({ text: "And call us.", state: "kept" });
});

test("words that are on this page alone are warned about until they are sent", async () => {
  const live = await openDesk();
  stage.hub.commands.set("draft.save", () => ({}));
  expect(hasUnsent(live)).toBe(false);
  stage.hub.isDown = true;
  stage.hub.cut();
  await settle();
  void post(live, { thread: "th1", body: "Take one tablet." });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(hasUnsent(live)).toBe(true);
  expect(live.drafts.cell("reply:th1").getState().text).toBe("");

  stage.hub.isDown = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stage.hub.commandsOf("message.post")).toHaveLength(1);
  expect(hasUnsent(live)).toBe(false);
});
