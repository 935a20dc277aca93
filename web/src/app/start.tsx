/** Starts a build: words, theme, the live client, the listeners that need a DOM, and the first paint. */

import { i18n } from "@lingui/core";
import { I18nProvider } from "@lingui/react";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";

import { openLive } from "../live/open";
import type { Live } from "../live/live";
import type { Face } from "../live/wire";
import { applyTheme } from "../ui/theme";
import { type Fetched, loadWords, suggest } from "../words/catalogue";
import { Broken } from "./Broken";
import { LiveProvider } from "./live";
import { checkShell, keepShell } from "./shell";

export interface Build {
  readonly face: Face;
  readonly words: Fetched;
  readonly app: ReactNode;
}

export function start({ face, words, app }: Build): void {
  applyTheme();
  const spoken = loadWords(words);
  const live = openLive({ face, device: face === "patient" ? "own" : "shared" });
  listenTo(live, face);
  const root = document.getElementById("root");
  if (!root) return;
  void spoken.then(() =>
    createRoot(root).render(
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <Broken>
            <LiveProvider live={live}>{app}</LiveProvider>
          </Broken>
        </I18nProvider>
      </StrictMode>,
    ),
  );
}

/** What only the page knows: a human touched it, the network came or went, it was brought to the front. */
function listenTo(live: Live, face: Face): void {
  for (const input of ["pointerdown", "keydown", "wheel", "touchstart"]) {
    addEventListener(input, () => live.touched(), { passive: true, capture: true });
  }
  addEventListener("online", () => live.network(true));
  addEventListener("offline", () => live.network(false));
  addEventListener("pagehide", () => live.leaving());
  addEventListener("pageshow", (event) => event.persisted && live.awake());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    live.awake();
    checkShell();
  });
  live.session.subscribe((session) => {
    // Nobody asked the staff for their language: the one they read while signing in is the one they know.
    if (session.kind === "signed-in" && face === "patient") suggest(session.me.language);
  });
  live.network(navigator.onLine);
  void live.refresh();
  // A machine of the practice keeps nothing.
  if (face === "patient") void live.auth.door().then(({ demo }) => keepShell(demo), () => undefined);
}
