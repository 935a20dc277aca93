/** A notice of the desktop when something new has come while the page is away: that it has, never what or of whom. */
import { useEffect, useRef, useSyncExternalStore } from "react";

import { useSee } from "../../app/live";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";

const KEY = "desktop-notices";
const watchers = new Set<() => void>();

function areOn(): boolean {
  return "Notification" in window && Notification.permission === "granted" && localStorage.getItem(KEY) === "on";
}

export function useNoticesOn(): boolean {
  return useSyncExternalStore((tell) => {
    watchers.add(tell);
    return () => watchers.delete(tell);
  }, areOn);
}

/** Switches them, from the click on their setting: no browser lets a page ask at any other moment, nor should it. */
export function useSwitchNotices(): () => Promise<void> {
  const t = useStaffWords();
  return async () => {
    const isOn = areOn();
    if (isOn) localStorage.removeItem(KEY);
    else if ("Notification" in window && (await Notification.requestPermission()) === "granted") localStorage.setItem(KEY, "on");
    else return showToast({ words: t("notices.blocked"), tone: "danger" });
    for (const watcher of watchers) watcher();
    const words = t(isOn ? "notices.off" : "notices.on");
    announce(words);
    showToast({ words });
  };
}

/** While the page is out of sight, more unread messages than before are worth a notice. */
export function useNotices(): void {
  const t = useStaffWords();
  const unread = useSee("unread.count", {}).data?.messages;
  const before = useRef<number | undefined>(undefined);
  useEffect(() => {
    const isMore = before.current !== undefined && unread !== undefined && unread > before.current;
    before.current = unread;
    if (!isMore || document.visibilityState === "visible" || !areOn()) return;
    const notice = new Notification(t("notices.new"), { tag: "chartwire" });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
  }, [unread, t]);
}
