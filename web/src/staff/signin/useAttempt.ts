/** One try at a door of /auth: whether it runs, and what to say when it fails. */
import { useState } from "react";

import { Refusal } from "../../live/errors";
import { useStaffWords, type StaffWord } from "../words";

export interface Attempt {
  readonly isRunning: boolean;
  readonly error: string | null;
  readonly run: (door: () => Promise<void>) => Promise<void>;
}

/** `wrong` is what a refusal of what was typed means here. */
export function useAttempt(wrong: StaffWord): Attempt {
  const t = useStaffWords();
  const [isRunning, setRunning] = useState(false);
  const [failure, setFailure] = useState<StaffWord | null>(null);
  const run = async (door: () => Promise<void>) => {
    if (isRunning) return;
    setRunning(true);
    setFailure(null);
    try {
      await door();
    } catch (error) {
      setFailure(meaningOf(error, wrong));
    } finally {
      setRunning(false);
    }
  };
  return { isRunning, error: failure && t(failure), run };
}

function meaningOf(error: unknown, wrong: StaffWord): StaffWord {
  if (!(error instanceof Refusal)) return "signin.failed";
  return error.code === "busy" ? "signin.busy" : wrong;
}
