// Builds the patient pages' worker beside them, with the list of their files and a digest of it all.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

const here = (path: string) => new URL(path, import.meta.url).pathname;

/** The worker's own file, what a browser asks for when it installs the pages, and what is the demo's front page. */
const LEFT_OUT = /^(sw\.js|\.vite\/|front\.css|apple-|icon-\d)/;

export function shellWorker(publicDir: string): Plugin {
  return {
    name: "shell-worker",
    apply: "build",
    enforce: "post",
    buildStart() {
      this.emitFile({ type: "chunk", id: here("../src/offline/worker.ts"), fileName: "sw.js" });
    },
    generateBundle(_options, bundle) {
      const digest = createHash("sha256");
      const files: string[] = [];
      const add = (name: string, content: string | Uint8Array) => {
        if (LEFT_OUT.test(name)) return;
        files.push(`/${name}`);
        digest.update(name).update(content);
      };
      for (const name of Object.keys(bundle).sort()) {
        const made = bundle[name];
        if (made) add(name, made.type === "chunk" ? made.code : made.source);
      }
      for (const name of readdirSync(publicDir).sort()) add(name, readFileSync(`${publicDir}/${name}`));
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk" || !files.includes("/index.html")) this.error("The worker or the page is missing.");
      const shell = { version: digest.digest("hex").slice(0, 16), files };
      worker.code = `const SHELL=${JSON.stringify(shell)};${worker.code}`;
    },
  };
}
