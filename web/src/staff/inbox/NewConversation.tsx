/** A message to a patient that answers nothing yet: who, about what, the words. */
import { useState, type FormEvent } from "react";

import { useDo, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import type { Id, PatientLine } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { TextArea } from "../../ui/TextArea";
import { PatientPicker } from "../patient/PatientPicker";
import { topicName } from "../topics";
import { useStaffWords } from "../words";

export interface NewConversationProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onSent: (thread: Id) => void;
}

export function NewConversation({ isOpen, onClose, onSent }: NewConversationProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("new.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose}>
      <NewConversationForm onClose={onClose} onSent={onSent} />
    </Dialog>
  );
}

function NewConversationForm({ onClose, onSent }: Omit<NewConversationProps, "isOpen">) {
  const t = useStaffWords();
  const opening = useDo("thread.open");
  const topics = useSee("topic.list", {}).data?.topics ?? [];
  const language = useLanguage();
  const options = topics.map((each) => ({ id: each.id, name: topicName(each, language) }));
  const [patient, setPatient] = useState<PatientLine | null>(null);
  const [topic, setTopic] = useState<Id | null>(null);
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const [isTried, setTried] = useState(false);
  const missing = (isThere: boolean, words: string) => (isTried && !isThere ? words : null);

  const send = async () => {
    if (!patient || !topic || subject.trim() === "" || body.trim() === "") {
      setTried(true);
      return;
    }
    const opened = await opening.run({ patient: patient.id, topic, subject: subject.trim(), body: body.trim() });
    if (!opened) return;
    showToast({ words: t("new.sent", { name: patient.name }) });
    onSent(opened.thread);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <div className="field">
        <PatientPicker label={t("new.patient")} autoFocus onPick={setPatient} />
        <FieldProblem words={missing(patient !== null, t("new.needPatient"))} />
      </div>
      <div className="field">
        <Select label={t("new.topic")} placeholder={t("new.topicPick")} options={options} value={topic} onChange={setTopic} />
        <FieldProblem words={missing(topic !== null, t("new.needTopic"))} />
      </div>
      <Field
        label={t("new.subject")}
        value={subject}
        onChange={setSubject}
        error={missing(subject.trim() !== "", t("new.needSubject"))}
      />
      <TextArea
        label={t("new.body")}
        rows={5}
        value={body}
        onChange={setBody}
        error={missing(body.trim() !== "", t("new.needBody"))}
      />
      {opening.refusal ? (
        <Banner tone="danger" role="alert">
          {opening.refusal.message || t("failed.general")}
        </Banner>
      ) : null}
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={opening.isRunning}>
          {t("new.send")}
        </Button>
      </DialogActions>
    </form>
  );
}

function FieldProblem({ words }: { readonly words: string | null }) {
  return words === null ? null : (
    <p className="field-error" role="alert">
      {words}
    </p>
  );
}
