/** The pages' own files on this device: kept by a worker, so that they open without the hub; told when there are newer ones. */

import { useSyncExternalStore } from "react";

const WORKER = "/sw.js";
const CHECK_EVERY_MS = 3_600_000;

let registration: ServiceWorkerRegistration | null = null;
let isOutOfDate = false;
let checkedAt = 0;
const listeners = new Set<() => void>();

/** Begins to keep them. In a demo other addresses of the hub show other pages, so only one of them may. */
export async function keepShell(isDemo: boolean): Promise<void> {
  const mayKeep = !isDemo || location.hostname.startsWith("patient.");
  if (!("serviceWorker" in navigator) || !mayKeep || registration) return;
  // Private windows and full disks say no; then the pages need the hub, as all pages do.
  registration = await navigator.serviceWorker.register(trusted(WORKER)).catch(() => null);
  if (!registration) return;
  checkedAt = Date.now();
  registration.addEventListener("updatefound", () => follow(registration?.installing ?? null));
  follow(registration.waiting ?? registration.installing);
  const wasKept = navigator.serviceWorker.controller !== null;
  // Another version has taken over, here or in another window: half of each is none.
  navigator.serviceWorker.addEventListener("controllerchange", () => wasKept && location.reload());
}

/** Looks for newer files, at most once an hour. */
export function checkShell(): void {
  if (!registration || Date.now() - checkedAt < CHECK_EVERY_MS) return;
  checkedAt = Date.now();
  registration.update().catch(() => undefined); // Without a network there is nothing newer to find.
}

/** Goes on with the newest files there are. */
export async function renewShell(): Promise<void> {
  await registration?.update().catch(() => undefined);
  const fresh = registration?.waiting ?? registration?.installing;
  if (!fresh) return location.reload();
  await isReady(fresh);
  fresh.postMessage("take-over");
}

export function useIsOutOfDate(): boolean {
  return useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => isOutOfDate,
  );
}

/** A worker that waits behind another is news; the first one of all is not. */
function follow(worker: ServiceWorker | null): void {
  if (!worker) return;
  void isReady(worker).then(() => {
    isOutOfDate = registration?.active !== null && registration?.waiting === worker;
    for (const listener of listeners) listener();
  });
}

function isReady(worker: ServiceWorker): Promise<void> {
  const isSettled = () => worker.state !== "installing";
  if (isSettled()) return Promise.resolve();
  return new Promise((done) => worker.addEventListener("statechange", () => isSettled() && done()));
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The hub's policy has scripts come from addresses that are named as trusted; this is the only one the pages name. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  return trustedTypes?.createPolicy("shell", { createScriptURL: () => WORKER }).createScriptURL(url) ?? url;
}
