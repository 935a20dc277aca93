/** Keys that the palette need not know of: {"j": next, "/": search}. */
import { useVerbs } from "./verbs";

export type KeyActions = Readonly<Record<string, () => void>>;

/** Run an action when its key is pressed; see Verb for how keys are named and when they are off. */
export function useKeys(actions: KeyActions): void {
  useVerbs(Object.entries(actions).map(([keys, run]) => ({ keys, run })));
}
