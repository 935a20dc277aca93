/** A choice kept on this device and shown to the style sheets as an attribute of the page. */

import { useSyncExternalStore } from "react";

export interface Pinned<T extends string> {
  /** Puts the kept choice on the page; called once before the first render. */
  readonly apply: () => void;
  readonly pin: (choice: T) => void;
  readonly use: () => T;
}

/** `usual` is what there is without a choice, and leaves no mark. */
export function pinned<T extends string>(key: string, attribute: string, usual: T, others: readonly T[]): Pinned<T> {
  const listeners = new Set<() => void>();
  const kept = () => others.find((choice) => choice === localStorage.getItem(key)) ?? usual;
  const apply = () => {
    const choice = kept();
    if (choice === usual) document.documentElement.removeAttribute(attribute);
    else document.documentElement.setAttribute(attribute, choice);
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return {
    apply,
    pin: (choice) => {
      if (choice === usual) localStorage.removeItem(key);
      else localStorage.setItem(key, choice);
      apply();
      for (const listener of listeners) listener();
    },
    use: () => useSyncExternalStore(subscribe, kept),
  };
}
