/** What begins a conversation: a message to a patient, a telephone call, words to colleagues. */
import { lazy, Suspense, useState, type FormEvent } from "react";

import { useDo, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import type { Id, Named } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { Tabs, type TabItem } from "../../ui/Tabs";
import { showToast } from "../../ui/Toast";
import { TextArea } from "../../ui/TextArea";
import { useSeeWhen } from "../asking";
import { PatientPicker } from "../patient/PatientPicker";
import { listArgs } from "../places";
import { useScreens } from "../roles";
import { topicName } from "../topics";
import { useStaffWords } from "../words";
import { FieldProblem } from "./FieldProblem";

// Most conversations begin with a patient; the other forms come when they are asked for.
const CallForm = lazy(async () => ({ default: (await import("./CallForm")).CallForm }));
const ColleaguesForm = lazy(async () => ({ default: (await import("./ColleaguesForm")).ColleaguesForm }));

export type NewKind = "patient" | "call" | "ours";

export interface NewConversationProps {
  readonly isOpen: boolean;
  readonly kind: NewKind;
  readonly onKind: (kind: NewKind) => void;
  /** The patient whose box it is begun from. */
  readonly about: Id | null;
  readonly onClose: () => void;
  readonly onSent: (thread: Id) => void;
}

export function NewConversation({ isOpen, kind, onKind, about, onClose, onSent }: NewConversationProps) {
  const t = useStaffWords();
  const known = useNamed(isOpen ? about : null);
  const form = { known, onClose, onSent };
  const kinds: readonly TabItem[] = [
    { id: "patient", name: t("new.toPatient"), content: <NewConversationForm {...form} key={known?.id} /> },
    { id: "call", name: t("kind.call"), content: <CallForm {...form} key={known?.id} /> },
    { id: "ours", name: t("kind.staff"), content: <ColleaguesForm {...form} key={known?.id} /> },
  ];
  return (
    <Dialog title={t("new.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose}>
      <div className="new-kinds">
        <Suspense>
          <Tabs
            label={t("new.kind")}
            tabs={kinds}
            selected={kind}
            onSelect={(id) => onKind(id === "call" || id === "ours" ? id : "patient")}
          />
        </Suspense>
      </div>
    </Dialog>
  );
}

/** Who that is, as soon as a conversation or the chart beside it tells. */
function useNamed(patient: Id | null): Named | null {
  const { chart } = useScreens();
  const box = patient === null ? null : ({ kind: "patient", id: patient } as const);
  const threads = useSeeWhen("thread.list", box && listArgs(box, "any"))?.data?.threads;
  const isNew = threads?.length === 0;
  const summary = useSeeWhen("chart.summary", patient !== null && isNew && chart ? { patient } : null)?.data;
  return threads?.[0]?.patient ?? summary?.patient ?? null;
}

interface NewConversationFormProps extends Pick<NewConversationProps, "onClose" | "onSent"> {
  readonly known: Named | null;
}

function NewConversationForm({ known, onClose, onSent }: NewConversationFormProps) {
  const t = useStaffWords();
  const opening = useDo("thread.open");
  const topics = useSee("topic.list", {}).data?.topics ?? [];
  const language = useLanguage();
  const options = topics.map((each) => ({ id: each.id, name: topicName(each, language) }));
  const [picked, setPicked] = useState(known);
  const [name, setName] = useState(known?.name ?? "");
  // A name changed after it was picked is nobody until one is picked again.
  const patient = picked?.name === name.trim() ? picked : null;
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
        <PatientPicker
          label={t("new.patient")}
          autoFocus={known === null}
          name={name}
          onText={setName}
          onPick={setPicked}
        />
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
