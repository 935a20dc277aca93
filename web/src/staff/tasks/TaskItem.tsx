/** One task: a mark that says done, the title, whom it is about, who has it and by when. */
import { Button as Press } from "react-aria-components";
import { Link } from "wouter";

import { useMe } from "../../app/live";
import type { Task } from "../../live/wire";
import { AlertIcon, CheckIcon } from "../../ui/icons";
import { boxPath } from "../places";
import { usePools } from "../pools";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import type { TaskActions } from "./actions";
import "./tasks.css";

export interface TaskItemProps {
  readonly task: Task;
  readonly actions: TaskActions;
  /** Beside the chart it is plain whom it is about. */
  readonly isPatientShown: boolean;
}

/** Where the keys of the list go: the mark of each task. */
export const TASK_MARK = "task-mark";

export function TaskItem({ task, actions, isPatientShown }: TaskItemProps) {
  const t = useStaffWords();
  const isDone = task.state === "done";
  return (
    <div className="task" data-done={isDone || undefined}>
      <Press
        className={TASK_MARK}
        data-task={task.task}
        aria-label={t(isDone ? "task.reopenName" : "task.doneName", { title: task.title })}
        onPress={() => (isDone ? actions.reopen(task) : actions.finish(task))}
      >
        <CheckIcon size={14} />
      </Press>
      <div className="task-words">
        {task.thread ? (
          <Link className="task-title" href={boxPath({ kind: "all" }, task.thread)}>
            {task.title}
          </Link>
        ) : (
          <span className="task-title">{task.title}</span>
        )}
        <TaskFacts task={task} isPatientShown={isPatientShown} />
      </div>
    </div>
  );
}

function TaskFacts({ task, isPatientShown }: Pick<TaskItemProps, "task" | "isPatientShown">) {
  const t = useStaffWords();
  const times = useTimes();
  const { actor } = useMe();
  const pools = usePools();
  const pool = pools.find((each) => each.id === task.pool)?.name;
  const isLate = task.state === "open" && (task.overdue || (task.due_at !== undefined && times.isPast(task.due_at)));
  return (
    <span className="task-facts">
      {isPatientShown && task.patient ? (
        <Link href={boxPath({ kind: "patient", id: task.patient.id })}>{task.patient.name}</Link>
      ) : null}
      {task.due_at && task.state === "open" ? (
        <span className={isLate ? "row-alarm" : undefined}>
          {isLate ? <AlertIcon size={14} /> : null}
          {t(isLate ? "row.late" : "row.due", { time: times.stamp(task.due_at) })}
        </span>
      ) : null}
      {task.done_at && task.done_by ? (
        <span>{t("task.doneBy", { name: task.done_by.name, time: times.stamp(task.done_at) })}</span>
      ) : null}
      {task.owner && task.owner.id !== actor.person ? <span>{t("row.owner", { name: task.owner.name })}</span> : null}
      {!task.owner && pool ? <span>{t("task.pool", { name: pool })}</span> : null}
    </span>
  );
}
