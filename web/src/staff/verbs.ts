/** What can be done right now: the keyboard and the palette read one list, so that neither knows what the other does not. */
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Verb {
  /** `j`, `?`, `shift+x`, `g i`, `mod+k`; letters are off inside fields and can be switched off (WCAG 2.1.4). */
  readonly keys?: string;
  /** What the palette calls it; without words it is for the keyboard alone. */
  readonly words?: string;
  readonly run: () => void;
}

interface Layer {
  verbs: readonly Verb[];
  readonly isOver: boolean;
}

const FIELDS = "input, textarea, select, [contenteditable=true]";
const OVERLAYS = "[role=dialog], [role=menu], [role=listbox]";
const TOGETHER_MS = 1_500;
const SWITCH = "single-keys";

const layers = new Set<Layer>();
const watchers = new Set<() => void>();
let begun: { readonly key: string; readonly at: number } | null = null;

/** Offers verbs while the view is shown. Of two with one key the inner view's counts; isOver: before all others. */
export function useVerbs(verbs: readonly Verb[], isOver = false): void {
  const layer = useRef<Layer | null>(null);
  useEffect(() => {
    const mine = { verbs: [], isOver };
    layer.current = mine;
    layers.add(mine);
    if (layers.size === 1) addEventListener("keydown", press);
    return () => {
      layers.delete(mine);
      if (layers.size === 0) removeEventListener("keydown", press);
    };
  }, [isOver]);
  useEffect(() => {
    if (layer.current) layer.current.verbs = verbs;
  });
}

/** What the palette offers at this moment, innermost first. */
export function verbsNow(): readonly Verb[] {
  return ordered().filter((verb) => verb.words !== undefined);
}

function ordered(): readonly Verb[] {
  const inner = [...layers].reverse();
  return [...inner.filter((layer) => layer.isOver), ...inner.filter((layer) => !layer.isOver)].flatMap(({ verbs }) => verbs);
}

function press(event: KeyboardEvent) {
  if (event.defaultPrevented || event.altKey || event.isComposing) return;
  const pressed = keyOf(event);
  const isChord = pressed.startsWith("mod+");
  if (!isChord && (!singleKeysOn() || isWriting(event.target))) return;
  if (document.querySelector(OVERLAYS) !== null) return;
  const isSecond = begun !== null && Date.now() - begun.at < TOGETHER_MS;
  const keys = isSecond && begun ? `${begun.key} ${pressed}` : pressed;
  begun = null;
  const verbs = ordered();
  const verb = verbs.find((each) => each.keys === keys);
  if (verb) {
    event.preventDefault();
    verb.run();
  } else if (verbs.some((each) => each.keys?.startsWith(`${keys} `))) {
    begun = { key: keys, at: Date.now() };
  }
}

/** Signs such as `?` are named as typed, whatever it takes to type them; letters by case-free name and Shift. */
export function keyOf(event: Pick<KeyboardEvent, "key" | "shiftKey" | "ctrlKey" | "metaKey">): string {
  const isLetter = /^\p{L}$/u.test(event.key);
  const name = isLetter ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) return `mod+${event.shiftKey ? "shift+" : ""}${name.toLowerCase()}`;
  return isLetter && event.shiftKey ? `shift+${name}` : name;
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(FIELDS) !== null;
}

function singleKeysOn(): boolean {
  return localStorage.getItem(SWITCH) !== "off";
}

export function switchSingleKeys(isOn: boolean) {
  if (isOn) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
  for (const watcher of watchers) watcher();
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore((tell) => {
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, singleKeysOn);
}
