/** The lists of tasks, and what to ask for each. */
import type { Asked } from "../../live/wire";

export const TASK_BOXES = ["mine", "pool", "all", "done"] as const;
export type TaskBox = (typeof TASK_BOXES)[number];
const PAGE = 50;

export function taskArgs(box: TaskBox): Asked<"task.list"> {
  return box === "done" ? { box: "all", state: "done", limit: PAGE } : { box, state: "open", limit: PAGE };
}
