// Prints what each face sends at first load, gzipped, and fails above its budget.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Fetched once the page stands. */
const WORKER = "sw.js";
const BUDGET_KB = { patient: 130, staff: 230 };
const dist = (path) => new URL(`../dist/${path}`, import.meta.url);
const gzipBytes = (path) => gzipSync(readFileSync(dist(path)), { level: 9 }).length;

function firstLoad(face) {
  const manifest = JSON.parse(readFileSync(dist(`${face}/.vite/manifest.json`), "utf8"));
  const files = new Set(["index.html"]);
  const visit = (chunk) => {
    files.add(chunk.file);
    for (const sheet of chunk.css ?? []) files.add(sheet);
    for (const key of chunk.imports ?? []) visit(manifest[key]);
  };
  for (const chunk of Object.values(manifest)) if (chunk.isEntry && chunk.file !== WORKER) visit(chunk);
  // One language is fetched with the page: the longer one counts.
  const words = ["en", "es"].map((language) => manifest[`../words/${face}.${language}.json`]);
  files.add(words.map((chunk) => chunk.file).sort((a, b) => gzipBytes(`${face}/${b}`) - gzipBytes(`${face}/${a}`))[0]);
  return [...files].reduce((sum, file) => sum + gzipBytes(`${face}/${file}`), 0);
}

for (const [face, budget] of Object.entries(BUDGET_KB)) {
  const kilobytes = firstLoad(face) / 1024;
  console.log(`${face}: ${kilobytes.toFixed(1)} of ${budget} KB at first load`);
  if (kilobytes > budget) process.exitCode = 1;
}
