/** Saying that a task is done, and taking it back. */
import { useLive } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Task } from "../../live/wire";
import { announce } from "../../ui/LiveRegion";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";

export interface TaskActions {
  readonly finish: (task: Task) => void;
  readonly reopen: (task: Task) => void;
}

export function useTaskActions(): TaskActions {
  const t = useStaffWords();
  const live = useLive();
  const run = async (name: "task.done" | "task.reopen", { task }: Task): Promise<boolean> => {
    try {
      await live.do(name, { task });
      return true;
    } catch (error) {
      showToast({ words: (error instanceof Refusal && error.message) || t("failed.general"), tone: "danger" });
      return false;
    }
  };
  const reopen = (task: Task) =>
    void run("task.reopen", task).then((isDone) => isDone && announce(t("task.reopened")));
  const finish = (task: Task) =>
    void run("task.done", task).then((isDone) => {
      if (!isDone) return;
      const words = t("task.finished", { title: task.title });
      announce(words);
      showToast({ words, undo: { name: t("staff.undo"), run: () => reopen(task) } });
    });
  return { finish, reopen };
}
