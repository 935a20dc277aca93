/** One try at something that may be refused: whether it runs, and why it failed. */

import { useState } from "react";

import { Refusal, Unreachable } from "../live/errors";

export type Failure = Refusal | Unreachable;

export interface Attempt {
  readonly isRunning: boolean;
  readonly failure: Failure | null;
  /** Resolves to whether it went well. */
  readonly run: (action: () => Promise<unknown>) => Promise<boolean>;
}

export function useAttempt(): Attempt {
  const [state, setState] = useState<Pick<Attempt, "isRunning" | "failure">>({ isRunning: false, failure: null });
  const run = async (action: () => Promise<unknown>) => {
    setState({ isRunning: true, failure: null });
    try {
      await action();
      setState({ isRunning: false, failure: null });
      return true;
    } catch (error) {
      if (!(error instanceof Refusal) && !(error instanceof Unreachable)) throw error;
      setState({ isRunning: false, failure: error });
      return false;
    }
  };
  return { ...state, run };
}
