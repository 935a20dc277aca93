/** What is still to be done for the patient beside the conversation. */
import { useState } from "react";

import { useSee } from "../../app/live";
import type { Id } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Part } from "../patient/Part";
import { useStaffWords } from "../words";
import { useTaskActions } from "./actions";
import { NewTask, type TaskSource } from "./NewTask";
import { TaskItem } from "./TaskItem";

const SHOWN = 50;

export function PatientTasks({ patient }: { readonly patient: Id }) {
  const t = useStaffWords();
  const tasks = useSee("task.list", { box: "patient", patient, state: "open", limit: SHOWN }).data?.tasks ?? [];
  const actions = useTaskActions();
  const [source, setSource] = useState<TaskSource | null>(null);
  return (
    <>
      <Part
        title={t("tasks.title")}
        items={tasks}
        keyOf={(task) => task.task}
        none={t("tasks.none-patient")}
        after={
          <Button look="link" onPress={() => setSource({ title: "", from: { patient } })}>
            {t("task.new")}
          </Button>
        }
      >
        {(task) => <TaskItem task={task} actions={actions} isPatientShown={false} />}
      </Part>
      <NewTask source={source} onClose={() => setSource(null)} />
    </>
  );
}
