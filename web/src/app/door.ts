/** Whose pages these are, for the views that come before sign-in. */

import { useEffect, useState } from "react";

import type { FrontDoor } from "../live/auth";
import { useLive } from "./live";

/** Whom to call. */
export interface Reached {
  readonly name: string;
  readonly telephone: string;
}

const KEPT_AS = "practice";

/** Null until it is known, and while the server is away. */
export function useDoor(): FrontDoor | null {
  const { auth } = useLive();
  const [door, setDoor] = useState<FrontDoor | null>(null);
  useEffect(() => {
    let isShown = true;
    auth.door().then(
      (found) => isShown && setDoor(found),
      () => undefined,
    );
    return () => void (isShown = false);
  }, [auth]);
  return door;
}

/** The practice behind the door; where several share it, the one this device was signed in at last. */
export function usePracticeAtDoor(): Reached | null {
  const door = useDoor();
  const [only, ...others] = door?.practices ?? [];
  const kept = keptPractice();
  const isStillHere = !door || door.practices.some(({ name }) => name === kept?.name);
  const found = others.length === 0 && only ? only : isStillHere ? kept : null;
  const { name, telephone } = found ?? {};
  useEffect(() => {
    if (name !== undefined && telephone !== undefined) keepPractice({ name, telephone });
  }, [name, telephone]);
  return found;
}

/** So that whom to call is known when the hub cannot be asked. */
export function keepPractice({ name, telephone }: Reached): void {
  localStorage.setItem(KEPT_AS, JSON.stringify({ name, telephone }));
}

export function keptPractice(): Reached | null {
  return JSON.parse(localStorage.getItem(KEPT_AS) ?? "null") as Reached | null;
}

/** The address that a telephone dials. */
export function telephoneHref(telephone: string): string {
  return `tel:${telephone.replace(/[^+\d]/g, "")}`;
}
