/** Whose pages these are, for the views that come before sign-in. */

import { useEffect, useState } from "react";

import type { FrontDoor } from "../live/auth";
import { useLive } from "./live";

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

/** The practice behind the door; null where several share it. */
export function usePracticeAtDoor(): FrontDoor["practices"][number] | null {
  const [only, ...others] = useDoor()?.practices ?? [];
  return only && others.length === 0 ? only : null;
}

/** The address that a telephone dials. */
export function telephoneHref(telephone: string): string {
  return `tel:${telephone.replace(/[^+\d]/g, "")}`;
}
