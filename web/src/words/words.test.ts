import { expect, test } from "vitest";

const texts = import.meta.glob<string>("./*.json", { eager: true, query: "?raw", import: "default" });

const files = Object.fromEntries(
  Object.entries(texts).map(([path, text]) => [path, JSON.parse(text) as Readonly<Record<string, string>>]),
);

const pairs = Object.entries(files)
  .filter(([path]) => path.endsWith(".en.json"))
  .map(([path, en]) => [path, en, files[path.replace(".en.", ".es.")] ?? {}] as const);

/** Names of the values a message takes, plural and select arguments included, in order of name. */
function placeholders(message: string): string[] {
  return [...new Set([...message.matchAll(/\{\s*(\w+)\s*[,}]/g)].map(([, name]) => name ?? ""))].sort();
}

test.each(pairs)("%s has the same ids in Spanish", (_path, en, es) => {
  expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
});

test.each(pairs)("%s takes the same values in Spanish", (_path, en, es) => {
  const differing = Object.keys(en).filter((id) => placeholders(en[id] ?? "").join() !== placeholders(es[id] ?? "").join());
  expect(differing).toEqual([]);
});

test.each(pairs)("%s leaves nothing empty or in English by oversight", (path, en, es) => {
  const empty = Object.entries({ ...en, ...es }).filter(([, message]) => !message.trim());
  expect(empty).toEqual([]);
  const untranslated = Object.keys(en).filter((id) => en[id] === es[id] && (en[id] ?? "").split(" ").length > 3);
  expect(untranslated, path).toEqual([]);
});
