/** Asking only when there is something to ask. */
import { useCallback, useMemo, useSyncExternalStore } from "react";

import { useLive } from "../app/live";
import type { View } from "../live/live";
import type { Asked, QueryName } from "../live/wire";

const nothing = () => undefined;

/** useSee for arguments that may be missing: null asks nothing and answers undefined. */
export function useSeeWhen<N extends QueryName>(name: N, args: Asked<N> | null): View<N> | undefined {
  const live = useLive();
  const key = args && JSON.stringify(args);
  const handle = useMemo(() => (key ? live.view(name, JSON.parse(key) as Asked<N>) : null), [live, name, key]);
  const subscribe = useCallback((tell: () => void) => handle?.subscribe(tell) ?? nothing, [handle]);
  return useSyncExternalStore(subscribe, () => handle?.getState());
}
