/** Adding a patient to the practice. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { Language, PatientLine } from "../../live/wire";
import { Button } from "../../ui/Button";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { Refused } from "./Refused";

const SEXES = ["female", "male", "other", "unknown"] as const;
type Sex = (typeof SEXES)[number];

export interface RegisterPatientProps {
  readonly onCancel: () => void;
  readonly onRegistered: (patient: PatientLine) => void;
}

export function RegisterPatient({ onCancel, onRegistered }: RegisterPatientProps) {
  const t = useStaffWords();
  const register = useDo("patient.register");
  const [given, setGiven] = useState("");
  const [family, setFamily] = useState("");
  const [born, setBorn] = useState("");
  const [sex, setSex] = useState<Sex>("unknown");
  const [language, setLanguage] = useState<Language>("en");
  const [telephone, setTelephone] = useState("");
  const [email, setEmail] = useState("");
  const [isTried, setTried] = useState(false);
  const need = (isThere: boolean) => (isTried && !isThere ? t("patients.need") : null);

  const send = async () => {
    setTried(true);
    if (given.trim() === "" || family.trim() === "" || born === "") return;
    const made = await register.run({
      name: { given: given.trim(), family: family.trim() },
      born,
      sex,
      language,
      ...(email.trim() === "" ? {} : { email: email.trim() }),
      ...(telephone.trim() === "" ? {} : { telephone: telephone.trim() }),
    });
    if (!made) return;
    const name = `${given.trim()} ${family.trim()}`;
    showToast({ words: t("patients.registered", { name }) });
    onRegistered({ id: made.patient, name, born });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <div className="form-row">
        <Field label={t("patients.given")} value={given} onChange={setGiven} autoFocus error={need(given.trim() !== "")} />
        <Field label={t("patients.family")} value={family} onChange={setFamily} error={need(family.trim() !== "")} />
      </div>
      <div className="form-row">
        <Field
          label={t("patients.born")}
          type="date"
          value={born}
          onChange={setBorn}
          error={isTried && born === "" ? t("patients.needDate") : null}
        />
        <Select
          label={t("patients.sex")}
          options={SEXES.map((id) => ({ id, name: t(`sex.${id}`) }))}
          value={sex}
          onChange={(id) => setSex(SEXES.find((each) => each === id) ?? "unknown")}
        />
      </div>
      <div className="form-row">
        <Select
          label={t("patients.language")}
          options={[
            { id: "en", name: "English" },
            { id: "es", name: "Español" },
          ]}
          value={language}
          onChange={(id) => setLanguage(id === "es" ? "es" : "en")}
        />
        <Field label={optional(t("patients.telephone"), t("staff.optional"))} type="tel" value={telephone} onChange={setTelephone} />
      </div>
      <Field label={optional(t("patients.email"), t("staff.optional"))} type="email" value={email} onChange={setEmail} />
      <Refused refusal={register.refusal} />
      <DialogActions>
        <Button onPress={onCancel}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={register.isRunning}>
          {t("patients.registerGo")}
        </Button>
      </DialogActions>
    </form>
  );
}

function optional(label: string, word: string): string {
  return `${label} (${word})`;
}
