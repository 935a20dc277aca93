/** What the browser knows of the page: whether it is in front, and how much room it has. */
import { useCallback, useSyncExternalStore } from "react";


function subscribe(tell: () => void) {
  document.addEventListener("visibilitychange", tell);
  return () => {
    document.removeEventListener("visibilitychange", tell);
  };
}

export function useIsVisible(): boolean {
  return useSyncExternalStore(subscribe, () => document.visibilityState === "visible");
}

/** Whether a media query holds: useMedia("(min-width: 80rem)"). */
export function useMedia(query: string): boolean {
  const subscribeTo = useCallback(
    (tell: () => void) => {
      const media = matchMedia(query);
      media.addEventListener("change", tell);
      return () => {
        media.removeEventListener("change", tell);
      };
    },
    [query],
  );
  return useSyncExternalStore(subscribeTo, () => matchMedia(query).matches);
}
