/** Asking only when there is something to ask. */
import { useCallback, useMemo, useSyncExternalStore } from "react";

import { useLive, type SeenView } from "../app/live";
import type { Asked, QueryName } from "../live/wire";

const nothing = () => undefined;

/** useSee for arguments that may be missing: null asks nothing and answers undefined. */
export function useSeeWhen<N extends QueryName>(name: N, args: Asked<N> | null): SeenView<N> | undefined {
  const live = useLive();
  const key = args && JSON.stringify(args);
  const handle = useMemo(() => (key ? live.view(name, JSON.parse(key) as Asked<N>) : null), [live, name, key]);
  const subscribe = useCallback((tell: () => void) => handle?.subscribe(tell) ?? nothing, [handle]);
  const view = useSyncExternalStore(subscribe, () => handle?.getState());
  return useMemo(
    () => (handle && view ? { ...view, more: () => handle.more(), again: () => handle.again() } : undefined),
    [handle, view],
  );
}
