/** The one list of conversations that every page asks for, so that they share one answer. */

import type { Asked } from "../../live/wire";

export const EVERY_THREAD: Asked<"thread.list"> = { box: "all", limit: 30 };
