/** Which conversations of the list are picked for the safe verbs: one by one, or a stretch from the last one picked. */
import { useState } from "react";

import type { Id, Thread } from "../../live/wire";

export interface Selection {
  /** In the order of the list; what has left the list is picked no more. */
  readonly threads: readonly Thread[];
  readonly has: (thread: Id) => boolean;
  readonly toggle: (thread: Id) => void;
  readonly extend: (thread: Id) => void;
  readonly clear: () => void;
}

interface Picked {
  readonly ids: ReadonlySet<Id>;
  readonly from: Id | null;
}

const NONE: Picked = { ids: new Set(), from: null };

export function useSelection(listed: readonly Thread[]): Selection {
  const [picked, setPicked] = useState(NONE);
  const order = listed.map(({ thread }) => thread);
  return {
    threads: listed.filter(({ thread }) => picked.ids.has(thread)),
    has: (thread) => picked.ids.has(thread),
    toggle: (thread) => setPicked(({ ids }) => ({ ids: toggled(ids, thread), from: thread })),
    extend: (thread) => setPicked(({ ids, from }) => ({ ids: new Set([...ids, ...stretch(order, from ?? thread, thread)]), from: thread })),
    clear: () => setPicked(NONE),
  };
}

function toggled(ids: ReadonlySet<Id>, id: Id): ReadonlySet<Id> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** From one to the other, whichever stands first; one that is not listed any more is a stretch of none. */
export function stretch(order: readonly Id[], from: Id, to: Id): readonly Id[] {
  const [first = -1, last = -1] = [order.indexOf(from), order.indexOf(to)].sort((a, b) => a - b);
  return first < 0 ? order.slice(last, last + 1) : order.slice(first, last + 1);
}
