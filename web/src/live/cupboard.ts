/** Where unsent words are kept: in IndexedDB on a person's own device, in memory on a shared one. */

import { createStore, del, get, keys, set, type UseStore } from "idb-keyval";

import type { Actor } from "./wire";

export interface Cupboard {
  /** True when what is put here outlives the page. */
  readonly isLasting: boolean;
  take(key: string): Promise<unknown>;
  put(key: string, value: unknown): Promise<void>;
  /** Removes everything but the keys that begin so. */
  purge(exceptPrefix: string | null): Promise<void>;
}

/** Words of one person in one practice and face are never shown to another. */
export function prefixOf({ practice, face, person }: Actor): string {
  return `${practice}/${face}/${person}/`;
}

export function memoryCupboard(): Cupboard {
  const shelf = new Map<string, unknown>();
  return {
    isLasting: false,
    take: async (key) => shelf.get(key),
    put: async (key, value) => void shelf.set(key, value),
    purge: async (except) => {
      for (const key of shelf.keys()) if (except === null || !key.startsWith(except)) shelf.delete(key);
    },
  };
}

export function deviceCupboard(): Cupboard {
  if (typeof indexedDB === "undefined") return memoryCupboard();
  let opened: UseStore | null = null;
  const shelf = () => (opened ??= createStore("chartwire", "unsent"));
  return {
    isLasting: true,
    take: (key) => get(key, shelf()),
    put: (key, value) => (value === undefined ? del(key, shelf()) : set(key, value, shelf())),
    purge: async (except) => {
      const lost = (await keys<string>(shelf())).filter((key) => except === null || !key.startsWith(except));
      await Promise.all(lost.map((key) => del(key, shelf())));
    },
  };
}
