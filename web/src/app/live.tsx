/** The live client in React: one provider, and hooks that show the store and make calls. */

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { useShallow } from "zustand/react/shallow";

import type { Me } from "../live/auth";
import { Refusal } from "../live/errors";
import type { ConnectionState, DraftCell, Live, Pending, Presence, Records, Session, View } from "../live/live";
import type { Args, Asked, CommandName, Id, QueryName, Result, Topic } from "../live/wire";

const LiveContext = createContext<Live | null>(null);

export function LiveProvider({ live, children }: { live: Live; children: ReactNode }) {
  return <LiveContext value={live}>{children}</LiveContext>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("useLive outside of LiveProvider");
  return live;
}

export function useSession(): Session {
  return useStore(useLive().session);
}

/** Who is signed in. Only below a view that is shown to the signed in. */
export function useMe(): Me {
  const session = useSession();
  if (session.kind !== "signed-in" && session.kind !== "other-face") throw new Error("useMe while nobody is signed in");
  return session.me;
}

export function useConnection(): ConnectionState {
  return useStore(useLive().connection);
}

/** One record, or undefined: useRecord("thread", id). */
export function useRecord<K extends keyof Records>(kind: K, id: Id): ReturnType<Records[K]["get"]> {
  return useStore(useLive().records, (records) => records[kind].get(id) as ReturnType<Records[K]["get"]>);
}

export interface SeenView<N extends QueryName> extends View<N> {
  /** Asks for the next page and adds it. */
  readonly more: () => void;
  /** Asks anew, for "Try again". */
  readonly again: () => void;
}

/** A query's answer, kept current: useSee("thread.list", {box: "mine", limit: 50}). */
export function useSee<N extends QueryName>(name: N, args: Asked<N>): SeenView<N> {
  const live = useLive();
  const key = JSON.stringify(args);
  // The arguments are compared by what they say, so a literal in the caller does not ask again at every paint.
  const handle = useMemo(() => live.view(name, JSON.parse(key) as Asked<N>), [live, name, key]);
  const view = useStore(handle);
  return useMemo(() => ({ ...view, more: () => handle.more(), again: () => handle.again() }), [view, handle]);
}

export interface Doing<N extends CommandName> {
  /** Resolves to the result, or to null when it was refused; the refusal is then in `refusal`. */
  readonly run: (args: Args<N>) => Promise<Result<N> | null>;
  readonly isRunning: boolean;
  readonly refusal: Refusal | null;
}

/** A command for a button or form: runs it and holds whether it runs and why it was refused. */
export function useDo<N extends CommandName>(name: N): Doing<N> {
  const live = useLive();
  const [state, setState] = useState<{ running: number; refusal: Refusal | null }>({ running: 0, refusal: null });
  const run = useCallback(
    async (args: Args<N>) => {
      setState((before) => ({ running: before.running + 1, refusal: null }));
      try {
        const result = await live.do(name, args);
        setState((before) => ({ ...before, running: before.running - 1 }));
        return result;
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        setState((before) => ({ running: before.running - 1, refusal: error }));
        return null;
      }
    },
    [live, name],
  );
  return { run, isRunning: state.running > 0, refusal: state.refusal };
}

/** Messages sent from here into a thread that the chart has not shown yet, oldest first. */
export function usePending(thread: Id): readonly Pending[] {
  return useStore(
    useLive().pending,
    useShallow((all) => all.filter((entry) => "thread" in entry.args && entry.args.thread === thread)),
  );
}

export interface DraftHandle extends DraftCell {
  readonly write: (text: string) => void;
  readonly clear: () => void;
}

/** Unsent text that survives: kept on a patient's own device, on the server for staff. */
export function useDraft(key: string): DraftHandle {
  const { drafts } = useLive();
  const cell = useStore(useMemo(() => drafts.cell(key), [drafts, key]));
  return useMemo(
    () => ({ ...cell, write: (text: string) => drafts.write(key, text), clear: () => drafts.clear(key) }),
    [cell, drafts, key],
  );
}

export interface TypingHandle extends Presence {
  /** Call at every keystroke; it stops by itself. */
  readonly tellTyping: () => void;
  readonly tellReplying: (on: boolean) => void;
}

/** Who else is at work in this thread, and telling them that I am. */
export function useTyping(thread: Id): TypingHandle {
  const live = useLive();
  const presence = useStore(useMemo(() => live.presence(thread), [live, thread]));
  useEffect(
    () => () => {
      live.tell("typing", thread, false);
      live.tell("replying", thread, false);
    },
    [live, thread],
  );
  return useMemo(
    () => ({
      ...presence,
      tellTyping: () => live.tell("typing", thread, true),
      tellReplying: (on: boolean) => live.tell("replying", thread, on),
    }),
    [presence, live, thread],
  );
}

/** Follows a narrower topic while the view is shown. Queries with a topic of their own do this by themselves. */
export function useWatch(topic: Topic | null): void {
  const live = useLive();
  const last = useRef(topic);
  useEffect(() => {
    last.current = topic;
    return topic ? live.watch(topic) : undefined;
  }, [live, topic]);
}
