// Two builds, never one with two entries: shared chunks of a joint build would put staff code into a patient's first load.
import { compileMessage } from "@lingui/message-utils/compileMessage";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { shellWorker } from "./tools/shell.ts";

const here = (path: string) => new URL(path, import.meta.url).pathname;

const HUB = "http://127.0.0.1:8000";

/** ICU messages are read here, so that no parser is sent to a phone. */
function words(): Plugin {
  return {
    name: "words",
    enforce: "pre",
    transform(code, id) {
      if (!/\/src\/words\/[\w.]+\.json$/.test(id)) return null;
      const messages = Object.entries(JSON.parse(code) as Record<string, string>);
      const compiled = messages.map(([key, message]) => [key, compileMessage(message)]);
      return { code: JSON.stringify(Object.fromEntries(compiled)), map: null };
    },
  };
}

export default defineConfig(({ mode }) => {
  if (mode === "test") {
    return {
      plugins: [words()],
      test: {
        environment: "happy-dom",
        include: ["src/**/*.test.{ts,tsx}"],
        // The colours are read as text by a test; other style sheets are left out.
        css: { include: /tokens\.css/ },
        restoreMocks: true,
        passWithNoTests: true,
      },
    };
  }
  const face = mode === "staff" ? "staff" : "patient";
  return {
    root: here(`src/${face}`),
    base: face === "staff" ? "/staff/" : "/",
    publicDir: here("public"),
    // On a shared machine of the practice nothing is kept.
    plugins: [words(), react(), face === "patient" && shellWorker(here("public"))],
    build: {
      outDir: here(`dist/${face}`),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      manifest: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 800,
    },
    server: {
      fs: { allow: [here("."), here("../config")] },
      proxy: { "/api": HUB, "/auth": HUB, "/ws": { target: HUB, ws: true } },
    },
  };
});
