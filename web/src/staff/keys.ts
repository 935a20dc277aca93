/** Single-letter keys: off while someone writes, and while a dialog or a menu is open (WCAG 2.1.4). */
import { useEffect, useRef } from "react";

export type KeyActions = Readonly<Record<string, () => void>>;

const FIELDS = "input, textarea, select, [contenteditable=true]";
const OVERLAYS = "[role=dialog], [role=menu], [role=listbox]";

/** Run an action when its key is pressed: {"j": next, "/": search, "?": help}. */
export function useKeys(actions: KeyActions): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = current.current[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!action || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      if (isBusy(event.target)) return;
      event.preventDefault();
      action();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest(`${FIELDS}, ${OVERLAYS}`)) return true;
  return document.querySelector(OVERLAYS) !== null;
}
