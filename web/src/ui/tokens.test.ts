/** The colours against WCAG 2.2: text 4.5:1 on what lies under it, lines and fills of controls 3:1, in both themes. */
import { describe, expect, test } from "vitest";

import css from "./tokens.css?raw";

const TEXT = [
  ["text", "card", 7],
  ["text", "page", 7],
  ["text", "sunken", 7],
  ["text", "hover", 7],
  ["text", "selected", 7],
  ["text", "note", 7],
  ["text", "bubble", 7],
  ["text", "bubble-own", 7],
  ["text", "raised", 7],
  ["muted", "card", 4.5],
  ["muted", "page", 4.5],
  ["muted", "sunken", 4.5],
  ["muted", "hover", 4.5],
  ["muted", "selected", 4.5],
  ["muted", "note", 4.5],
  ["muted", "danger-soft", 4.5],
  ["primary", "card", 4.5],
  ["primary", "page", 4.5],
  ["primary", "bubble", 4.5],
  ["primary", "bubble-own", 4.5],
  ["primary", "primary-soft", 4.5],
  ["danger", "card", 4.5],
  ["danger", "page", 4.5],
  ["danger", "danger-soft", 4.5],
  ["danger", "selected", 4.5],
  ["good", "card", 4.5],
  ["good", "good-soft", 4.5],
  ["note-text", "note", 4.5],
  ["on-primary", "primary", 4.5],
  ["on-primary", "primary-hover", 4.5],
  ["on-danger", "danger", 4.5],
  ["on-attention", "attention", 4.5],
  ["on-status-arrived", "status-arrived", 4.5],
  ["on-status-room", "status-room", 4.5],
  ["on-status-active", "status-active", 4.5],
  ["on-status-late", "status-late", 4.5],
  ["on-status-done", "status-done", 4.5],
  ["line-strong", "card", 3],
  ["line-strong", "page", 3],
  ["focus-dark", "focus-yellow", 3],
] as const;

/** The last value each property has in the blocks whose selector contains the text. */
function properties(selector: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, selectors, body] of css.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    if (!selectors?.includes(selector)) continue;
    for (const [, name, value] of (body ?? "").matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)) found.set(name ?? "", value ?? "");
  }
  return found;
}

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const shared = properties(":root");
const themes = {
  light: new Map([...shared, ...properties('data-theme="light"],'), ...properties(':root,\n:root[data-theme="light"]')]),
  dark: new Map([...shared, ...properties('data-theme="dark"')]),
  "dark by the system": new Map([...shared, ...properties(':not([data-theme="light"])')]),
};

describe.each(Object.entries(themes))("%s", (_name, theme) => {
  test.each(TEXT)("%s on %s", (over, under, least) => {
    expect(contrast(theme.get(over) ?? "", theme.get(under) ?? "")).toBeGreaterThanOrEqual(least);
  });
});

test("the dark theme pinned and the dark theme of the system are the same", () => {
  expect(Object.fromEntries(properties('data-theme="dark"'))).toEqual(Object.fromEntries(properties(':not([data-theme="light"])')));
});
