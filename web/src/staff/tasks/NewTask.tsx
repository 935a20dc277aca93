/** A task in three fields: what, who, by when. Made of a message, a conversation, about a patient, or of nothing. */
import { useState, type FormEvent } from "react";

import { useDo, useMe } from "../../app/live";
import type { Id } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { DUE, dueAt, type Due } from "./due";
import { receiverOf, useReceivers } from "./receivers";

/** What it is made of, and the words it begins with. */
export interface TaskSource {
  readonly title: string;
  readonly from: { readonly thread?: Id; readonly message?: Id; readonly patient?: Id };
}

interface NewTaskProps {
  /** Null while the dialog is closed. */
  readonly source: TaskSource | null;
  readonly onClose: () => void;
}

export function NewTask({ source, onClose }: NewTaskProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("task.new")} closeLabel={t("staff.close")} isOpen={source !== null} onClose={onClose}>
      {source ? <NewTaskForm source={source} onClose={onClose} /> : null}
    </Dialog>
  );
}

function NewTaskForm({ source, onClose }: { readonly source: TaskSource; readonly onClose: () => void }) {
  const t = useStaffWords();
  const { actor } = useMe();
  const making = useDo("task.create");
  const receivers = useReceivers();
  const [title, setTitle] = useState(source.title);
  const [receiver, setReceiver] = useState(`person-${actor.person}`);
  const [due, setDue] = useState<Due>("none");
  const [isTried, setTried] = useState(false);

  const make = async () => {
    setTried(true);
    if (title.trim() === "") return;
    const at = dueAt(due, new Date());
    const words = { title: title.trim(), ...(at === null ? {} : { due_at: at }) };
    if (!(await making.run({ ...source.from, ...receiverOf(receiver), ...words }))) return;
    showToast({ words: t("task.made") });
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void make();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field
        label={t("task.title")}
        value={title}
        onChange={setTitle}
        maxLength={200}
        autoFocus
        error={isTried && title.trim() === "" ? t("task.needTitle") : null}
      />
      <div className="form-row">
        <Select label={t("task.owner")} options={receivers} value={receiver} onChange={setReceiver} />
        <Select
          label={t("task.due")}
          options={DUE.map((id) => ({ id, name: t(`due.${id}`) }))}
          value={due}
          onChange={(id) => setDue(DUE.find((each) => each === id) ?? "none")}
        />
      </div>
      {making.refusal ? (
        <Banner tone="danger" role="alert">
          {making.refusal.message || t("failed.general")}
        </Banner>
      ) : null}
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={making.isRunning}>
          {t("task.make")}
        </Button>
      </DialogActions>
    </form>
  );
}
