// Two builds, never one with two entries: shared chunks of a joint build would put staff code into a patient's first load.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const here = (path: string) => new URL(path, import.meta.url).pathname;

const HUB = "http://127.0.0.1:8000";

export default defineConfig(({ mode }) => {
  if (mode === "test") {
    return {
      test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"], restoreMocks: true, passWithNoTests: true },
    };
  }
  const face = mode === "staff" ? "staff" : "patient";
  return {
    root: here(`src/${face}`),
    base: face === "staff" ? "/staff/" : "/",
    publicDir: here("public"),
    plugins: [react()],
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
      fs: { allow: [here(".")] },
      proxy: { "/api": HUB, "/auth": HUB, "/ws": { target: HUB, ws: true } },
    },
  };
});
