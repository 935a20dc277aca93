/** A conversation among colleagues, or with a pool; about a patient if one is named. The portal never shows it. */
import { useState, type FormEvent } from "react";

import { useDo, useMe } from "../../app/live";
import type { Id, Named } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { CloseIcon } from "../../ui/icons";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { showToast } from "../../ui/Toast";
import { PatientPicker } from "../patient/PatientPicker";
import { receiverOf, useReceivers } from "../tasks/receivers";
import { useStaffWords } from "../words";
import type { CallFormProps } from "./CallForm";
import { FieldProblem } from "./FieldProblem";

export function ColleaguesForm({ known, onClose, onSent }: CallFormProps) {
  const t = useStaffWords();
  const opening = useDo("thread.discuss");
  const [to, setTo] = useState<readonly string[]>([]);
  const [picked, setPicked] = useState<Named | null>(known);
  const [name, setName] = useState(known?.name ?? "");
  const [subject, setSubject] = useState("");
  const [body, setBody] = useState("");
  const [isTried, setTried] = useState(false);
  const patient = picked?.name === name.trim() ? picked : null;
  const isNameLoose = name.trim() !== "" && patient === null;
  const missing = (isThere: boolean, words: string) => (isTried && !isThere ? words : null);

  const send = async () => {
    setTried(true);
    if (to.length === 0 || isNameLoose || subject.trim() === "" || body.trim() === "") return;
    const about = patient ? { patient: patient.id } : {};
    const opened = await opening.run({ ...membersOf(to), ...about, subject: subject.trim(), body: body.trim() });
    if (!opened) return;
    showToast({ words: t("ours.sent") });
    onSent(opened.thread);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <p className="muted small">{t("ours.lead")}</p>
      <Receivers to={to} onTo={setTo} problem={missing(to.length > 0, t("ours.needTo"))} />
      <div className="field">
        <PatientPicker
          label={`${t("ours.patient")} (${t("staff.optional")})`}
          name={name}
          onText={setName}
          onPick={setPicked}
        />
        <FieldProblem words={missing(!isNameLoose, t("ours.needPatient"))} />
      </div>
      <Field
        label={t("new.subject")}
        value={subject}
        onChange={setSubject}
        error={missing(subject.trim() !== "", t("new.needSubject"))}
      />
      <TextArea
        label={t("new.body")}
        rows={4}
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

function membersOf(to: readonly string[]): { readonly people: Id[] } | { readonly pool: Id } {
  const receivers = to.map(receiverOf);
  const pool = receivers.find((each) => "pool" in each);
  return pool ?? { people: receivers.flatMap((each) => ("owner" in each ? [each.owner] : [])) };
}

interface ReceiversProps {
  readonly to: readonly string[];
  readonly onTo: (to: readonly string[]) => void;
  readonly problem: string | null;
}

/** Some people, or one pool in their stead. */
function Receivers({ to, onTo, problem }: ReceiversProps) {
  const t = useStaffWords();
  const { actor } = useMe();
  const others = useReceivers().filter((each) => each.id !== `person-${actor.person}`);
  const add = (key: string) => onTo(key.startsWith("pool-") ? [key] : [...to.filter((each) => each.startsWith("person-")), key]);
  return (
    <div className="field">
      <Select
        label={t("ours.to")}
        placeholder={t(to.length > 0 ? "ours.toMore" : "new.topicPick")}
        options={others.filter((each) => !to.includes(each.id))}
        value={null}
        onChange={add}
      />
      <ul className="receivers" aria-label={t("ours.to")}>
        {to.map((key) => {
          const name = others.find((each) => each.id === key)?.name ?? "";
          return (
            <li key={key}>
              {name}
              <Button
                look="quiet"
                icon={<CloseIcon size={14} />}
                aria-label={t("ours.remove", { name })}
                onPress={() => onTo(to.filter((each) => each !== key))}
              />
            </li>
          );
        })}
      </ul>
      <FieldProblem words={problem} />
    </div>
  );
}
