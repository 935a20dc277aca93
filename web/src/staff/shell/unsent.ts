/** A shared machine keeps no words of patients, so a page that closes takes unsent ones along: the browser asks first. */
import { useEffect } from "react";

import { useLive } from "../../app/live";
import type { Live } from "../../live/live";

export function useUnsentWarning() {
  const live = useLive();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (hasUnsent(live)) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [live]);
}

/** Words that are nowhere but on this page. */
export function hasUnsent(live: Pick<Live, "pending" | "drafts">): boolean {
  return live.drafts.hasUnkept() || live.pending.getState().some((each) => each.state !== "done");
}
