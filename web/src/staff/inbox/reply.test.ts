import { expect, test } from "vitest";

import { linMe } from "../../live/testing/cast";
import { openPage, setStage, settle, stage } from "../../live/testing/page";
import { Refusal } from "../../live/errors";
import { takeBack } from "./reply";

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
