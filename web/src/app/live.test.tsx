import { cleanup, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test } from "vitest";

import { memoryCupboard } from "../live/cupboard";
import { Refusal } from "../live/errors";
import type { Live } from "../live/live";
import { openLive } from "../live/open";
import { messageOf, threadOf } from "../live/testing/cast";
import { FakeHub } from "../live/testing/fake_hub";
import { LiveProvider, useConnection, useDo, useDraft, useSee } from "./live";

const th1 = threadOf("th1");

let hub: FakeHub;
let live: Live;

beforeEach(async () => {
  hub = new FakeHub();
  hub.queries.set("thread.page", () => ({ thread: th1, messages: [messageOf("m1")], next: null }));
  live = openLive({ face: "patient", device: "own", http: hub.http, socket: hub.socket, poll: hub.poll, cupboard: memoryCupboard() });
  await live.refresh();
});

afterEach(cleanup);

function Page() {
  const { data, isAsking } = useSee("thread.page", { thread: "th1", limit: 40 });
  return <p>{isAsking ? "asking" : data?.messages.map(({ body }) => body).join(", ")}</p>;
}

const shown = (words: string) => waitFor(() => expect(screen.getByText(words)).toBeDefined());

test("a view shows what is asked and what happens after, and two of them ask once", async () => {
  render(
    <LiveProvider live={live}>
      <Page />
    </LiveProvider>,
  );
  expect(screen.getByText("asking")).toBeDefined();
  await shown("Body of m1");
  render(
    <LiveProvider live={live}>
      <Page />
    </LiveProvider>,
  );
  hub.say(messageOf("m2", { sent_at: "2026-11-21T10:00:00.000Z" }), th1);
  await waitFor(() => expect(screen.getAllByText("Body of m1, Body of m2")).toHaveLength(2));
  expect(hub.received.filter(({ type }) => type === "see")).toHaveLength(1);
});

test("a button knows that it runs and why it was refused", async () => {
  hub.commands.set("thread.close", () => {
    throw new Refusal("conflict", "Someone was faster.");
  });
  function Close() {
    const { run, isRunning, refusal } = useDo("thread.close");
    return <button onClick={() => void run({ thread: "th1" })}>{isRunning ? "running" : (refusal?.message ?? "close")}</button>;
  }
  render(
    <LiveProvider live={live}>
      <Close />
    </LiveProvider>,
  );
  screen.getByText("close").click();
  await shown("running");
  await shown("Someone was faster.");
});

test("a draft is the same in every view of it", async () => {
  function Draft() {
    const { text, write } = useDraft("reply:th1");
    return <button onClick={() => write(`${text}!`)}>draft{text}</button>;
  }
  render(
    <LiveProvider live={live}>
      <Draft />
    </LiveProvider>,
  );
  screen.getByText("draft").click();
  await shown("draft!");
  expect(live.drafts.cell("reply:th1").getState().text).toBe("!");
});

test("the connection is shown as it is", async () => {
  function Pill() {
    return <p>{useConnection().kind}</p>;
  }
  render(
    <LiveProvider live={live}>
      <Pill />
    </LiveProvider>,
  );
  await shown("live");
  hub.isDown = true;
  hub.cut();
  await shown("connecting");
});
