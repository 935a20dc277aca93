/** Everything that is to be done beside answering: mine, my pools', or all I may see. One key marks one done. */
import { useState } from "react";
import { useLocation } from "wouter";

import { useSee } from "../../app/live";
import type { Task } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { CheckIcon, PlusIcon } from "../../ui/icons";
import { Skeleton } from "../../ui/Skeleton";
import { Tabs } from "../../ui/Tabs";
import { Tooltip } from "../../ui/Tooltip";
import { useKeys } from "../keys";
import { useVerbs } from "../verbs";
import { useStaffWords } from "../words";
import { TASK_BOXES, taskArgs, type TaskBox } from "./boxes";
import { useTaskActions } from "./actions";
import { NewTask, type TaskSource } from "./NewTask";
import { TASK_MARK, TaskItem } from "./TaskItem";

export function TasksPage({ box }: { readonly box: TaskBox }) {
  const t = useStaffWords();
  const [, go] = useLocation();
  const [source, setSource] = useState<TaskSource | null>(null);
  const begin = () => setSource({ title: "", from: {} });
  useVerbs([{ keys: "d", words: t("task.new"), run: begin }]);
  return (
    <section className="tasks" aria-labelledby="tasks-title">
      <header className="tasks-head">
        <h2 id="tasks-title">{t("tasks.title")}</h2>
        <Tooltip words={t("task.new")} shortcut="D">
          <Button icon={<PlusIcon />} onPress={begin}>
            {t("task.new")}
          </Button>
        </Tooltip>
      </header>
      <Tabs
        label={t("tasks.boxes")}
        selected={box}
        onSelect={(id) => go(`/tasks/${id}`)}
        tabs={TASK_BOXES.map((id) => ({ id, name: t(`tasks.${id}`), content: <TaskList box={id} /> }))}
      />
      <NewTask source={source} onClose={() => setSource(null)} />
    </section>
  );
}

function TaskList({ box }: { readonly box: TaskBox }) {
  const t = useStaffWords();
  const list = useSee("task.list", taskArgs(box));
  const actions = useTaskActions();
  const tasks = list.data?.tasks ?? [];
  useTaskKeys(tasks, actions.finish);
  if (list.refusal) {
    return (
      <Banner tone="attention" role="status">
        {t("tasks.failed")}
        <Button onPress={list.again}>{t("staff.again")}</Button>
      </Banner>
    );
  }
  if (!list.data) return <Skeleton label={t("tasks.loading")} lines={6} />;
  return (
    <>
      {tasks.length === 0 ? <NoTasks box={box} /> : null}
      <ul className="tasks-list">
        {tasks.map((task) => (
          <li key={task.task}>
            <TaskItem task={task} actions={actions} isPatientShown />
          </li>
        ))}
      </ul>
      {list.hasMore ? (
        <Button look="quiet" wide onPress={list.more} isPending={list.isAsking}>
          {t("tasks.more")}
        </Button>
      ) : null}
    </>
  );
}

function NoTasks({ box }: { readonly box: TaskBox }) {
  const t = useStaffWords();
  return (
    <div className="tasks-none" role="status">
      <CheckIcon size={28} />
      <p>{t(`tasks.none-${box}`)}</p>
    </div>
  );
}

/** J and K go from task to task, E says that the one they stand on is done and goes to the next. */
function useTaskKeys(tasks: readonly Task[], finish: (task: Task) => void) {
  const marks = () => [...document.querySelectorAll<HTMLElement>(`.tasks-list .${TASK_MARK}`)];
  const here = () => marks().findIndex((mark) => mark === document.activeElement);
  const move = (step: 1 | -1) => marks()[here() === -1 ? 0 : here() + step]?.focus();
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    e: () => {
      const all = marks();
      const at = Math.max(0, here());
      const task = tasks.find((each) => each.task === all[at]?.dataset["task"]);
      if (!task || task.state === "done") return;
      (all[at + 1] ?? all[at - 1])?.focus();
      finish(task);
    },
  });
}
