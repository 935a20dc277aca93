/** What the reader wants to be told by e-mail, and choosing it. */

import type { Refusal } from "../live/errors";
import type { Schemas } from "../live/wire";
import { useDo, useSee } from "./live";

export type Notice = Schemas["Notice"];

export interface Notices {
  /** Empty until they are known. */
  readonly notices: readonly Notice[];
  /** Resolves to whether it was kept; if not, `refusal` says why. */
  readonly choose: (notice: Notice) => Promise<boolean>;
  readonly refusal: Refusal | null;
}

export function useNotices(): Notices {
  const { data } = useSee("notice.list", {});
  const { run, refusal } = useDo("notice.prefer");
  return { notices: data?.notices ?? [], choose: async (notice) => (await run(notice)) !== null, refusal };
}
