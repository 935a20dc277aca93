/** A telephone call, taken down while it lasts: one form, and it stands in the pool that answers it. */
import { useState, type FormEvent } from "react";

import { useDo, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import type { Id, Named } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Check } from "../../ui/Check";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { showToast } from "../../ui/Toast";
import { RegisterPatient } from "../admin/RegisterPatient";
import { PatientPicker } from "../patient/PatientPicker";
import { usePools } from "../pools";
import { useScreens } from "../roles";
import { topicName } from "../topics";
import { useStaffWords } from "../words";
import { FieldProblem } from "./FieldProblem";

export interface CallFormProps {
  readonly known: Named | null;
  readonly onClose: () => void;
  readonly onSent: (thread: Id) => void;
}

const EMPTY = { caller: "", telephone: "", subject: "", body: "" };

export function CallForm({ known, onClose, onSent }: CallFormProps) {
  const t = useStaffWords();
  const logging = useDo("call.log");
  const { patients: mayRegister } = useScreens();
  const [picked, setPicked] = useState(known);
  const [name, setName] = useState(known?.name ?? "");
  const [isRegistering, setRegistering] = useState(false);
  const [route, setRoute] = useState<{ readonly topic: Id | null; readonly pool: Id | null }>({ topic: null, pool: null });
  const [words, setWords] = useState(EMPTY);
  const [isUrgent, setUrgent] = useState(false);
  const [isTried, setTried] = useState(false);
  const patient = picked?.name === name.trim() ? picked : null;
  const missing = (isThere: boolean, problem: string) => (isTried && !isThere ? problem : null);
  const write = (field: keyof typeof EMPTY) => (text: string) => setWords({ ...words, [field]: text });

  const log = async () => {
    setTried(true);
    const { caller, telephone, subject, body } = words;
    if (!patient || !route.topic || [caller, subject, body].some((text) => text.trim() === "")) return;
    const logged = await logging.run({
      patient: patient.id,
      topic: route.topic,
      caller: caller.trim(),
      subject: subject.trim(),
      body: body.trim(),
      urgent: isUrgent,
      ...(route.pool === null ? {} : { pool: route.pool }),
      ...(telephone.trim() === "" ? {} : { telephone: telephone.trim() }),
    });
    if (!logged) return;
    showToast({ words: t("call.logged") });
    onSent(logged.thread);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void log();
  };
  if (isRegistering) {
    return (
      <RegisterPatient
        onCancel={() => setRegistering(false)}
        onRegistered={(made) => {
          setPicked(made);
          setName(made.name);
          setRegistering(false);
        }}
      />
    );
  }
  const beside = logging.refusal?.field === "telephone" ? t("failed.telephone") : null;
  return (
    <form className="form" onSubmit={submit} noValidate>
      <div className="form-row">
        <Field
          label={t("call.caller")}
          value={words.caller}
          onChange={write("caller")}
          autoFocus
          error={missing(words.caller.trim() !== "", t("call.needCaller"))}
        />
        <Field
          label={`${t("call.telephone")} (${t("staff.optional")})`}
          type="tel"
          value={words.telephone}
          onChange={write("telephone")}
          error={beside}
        />
      </div>
      <div className="field">
        <PatientPicker label={t("new.patient")} name={name} onText={setName} onPick={setPicked} key={picked?.id} />
        <FieldProblem words={missing(patient !== null, t("new.needPatient"))} />
        {mayRegister ? (
          <Button look="link" className="call-register" onPress={() => setRegistering(true)}>
            {t("call.register")}
          </Button>
        ) : null}
      </div>
      <Route route={route} onRoute={setRoute} problem={missing(route.topic !== null, t("new.needTopic"))} />
      <Field
        label={t("new.subject")}
        hint={t("call.subjectHint")}
        value={words.subject}
        onChange={write("subject")}
        error={missing(words.subject.trim() !== "", t("new.needSubject"))}
      />
      <TextArea
        label={t("call.body")}
        hint={t("call.bodyHint")}
        rows={3}
        value={words.body}
        onChange={write("body")}
        error={missing(words.body.trim() !== "", t("call.needBody"))}
      />
      <Check isSelected={isUrgent} onChange={setUrgent}>
        {t("call.urgent")}
      </Check>
      {logging.refusal && !beside ? (
        <Banner tone="danger" role="alert">
          {logging.refusal.message || t("failed.general")}
        </Banner>
      ) : null}
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={logging.isRunning}>
          {t("call.log")}
        </Button>
      </DialogActions>
    </form>
  );
}

interface RouteProps {
  readonly route: { readonly topic: Id | null; readonly pool: Id | null };
  readonly onRoute: (route: RouteProps["route"]) => void;
  readonly problem: string | null;
}

/** What it is about, and who answers: the topic's own pool until another is named. */
function Route({ route, onRoute, problem }: RouteProps) {
  const t = useStaffWords();
  const language = useLanguage();
  const topics = useSee("topic.list", {}).data?.topics ?? [];
  const pools = usePools();
  const answering = route.pool ?? topics.find((each) => each.id === route.topic)?.pool ?? null;
  return (
    <div className="form-row">
      <div className="field">
        <Select
          label={t("new.topic")}
          placeholder={t("new.topicPick")}
          options={topics.map((each) => ({ id: each.id, name: topicName(each, language) }))}
          value={route.topic}
          onChange={(topic) => onRoute({ ...route, topic })}
        />
        <FieldProblem words={problem} />
      </div>
      <Select
        label={t("call.pool")}
        placeholder={t("new.topicPick")}
        options={pools}
        value={answering}
        onChange={(pool) => onRoute({ ...route, pool })}
      />
    </div>
  );
}
