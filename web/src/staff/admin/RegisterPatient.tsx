/** Adding a patient to the practice. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { Refusal } from "../../live/errors";
import type { PatientLine } from "../../live/wire";
import { Button } from "../../ui/Button";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { mailProblem, refusedField } from "./problems";
import { Refused } from "./Refused";
import { NOTHING_FILLED, registrationOf, SEXES, type Fields } from "./registration";

export interface RegisterPatientProps {
  readonly onCancel: () => void;
  readonly onRegistered: (patient: PatientLine, email: string) => void;
}

export function RegisterPatient({ onCancel, onRegistered }: RegisterPatientProps) {
  const t = useStaffWords();
  const register = useDo("patient.register");
  const [fields, setFields] = useState(NOTHING_FILLED);
  const [isTried, setTried] = useState(false);

  const send = async () => {
    setTried(true);
    const registration = registrationOf(fields);
    const made = registration && !mailProblem(fields.email) && (await register.run(registration));
    if (!made) return;
    const name = `${registration.name.given} ${registration.name.family}`;
    showToast({ words: t("patients.registered", { name }) });
    onRegistered({ id: made.patient, name, born: fields.born }, fields.email.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Person fields={fields} isTried={isTried} refusal={register.refusal} onChange={(some) => setFields({ ...fields, ...some })} />
      <Contact fields={fields} isTried={isTried} refusal={register.refusal} onChange={(some) => setFields({ ...fields, ...some })} />
      <Refused refusal={register.refusal} beside={["born", "email", "telephone"]} />
      <DialogActions>
        <Button onPress={onCancel}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={register.isRunning}>
          {t("patients.registerGo")}
        </Button>
      </DialogActions>
    </form>
  );
}

interface PartProps {
  readonly fields: Fields;
  readonly isTried: boolean;
  readonly refusal: Refusal | null;
  readonly onChange: (some: Partial<Fields>) => void;
}

function Person({ fields, isTried, refusal, onChange }: PartProps) {
  const t = useStaffWords();
  const born = fields.born === "" ? "patients.needDate" : refusedField(refusal, "born");
  const need = (name: "given" | "family") => (isTried && fields[name].trim() === "" ? t("patients.need") : null);
  return (
    <>
      <div className="form-row">
        <Field
          label={t("patients.given")}
          value={fields.given}
          onChange={(given) => onChange({ given })}
          autoFocus
          error={need("given")}
        />
        <Field
          label={t("patients.family")}
          value={fields.family}
          onChange={(family) => onChange({ family })}
          error={need("family")}
        />
      </div>
      <div className="form-row">
        <Field
          label={t("patients.born")}
          type="date"
          value={fields.born}
          onChange={(born) => onChange({ born })}
          error={isTried && born ? t(born) : null}
        />
        <Select
          label={t("patients.sex")}
          options={SEXES.map((id) => ({ id, name: t(`sex.${id}`) }))}
          value={fields.sex}
          onChange={(id) => onChange({ sex: SEXES.find((each) => each === id) ?? "unknown" })}
        />
      </div>
    </>
  );
}

function Contact({ fields, isTried, refusal, onChange }: PartProps) {
  const t = useStaffWords();
  const telephone = refusedField(refusal, "telephone");
  const mail = mailProblem(fields.email) ?? refusedField(refusal, "email");
  const optional = (label: string) => `${label} (${t("staff.optional")})`;
  return (
    <>
      <div className="form-row">
        <Select
          label={t("patients.language")}
          options={[
            { id: "en", name: "English" },
            { id: "es", name: "Español" },
          ]}
          value={fields.language}
          onChange={(id) => onChange({ language: id === "es" ? "es" : "en" })}
        />
        <Field
          label={optional(t("patients.telephone"))}
          type="tel"
          value={fields.telephone}
          onChange={(typed) => onChange({ telephone: typed })}
          error={telephone && t(telephone)}
        />
      </div>
      <Field
        label={optional(t("patients.email"))}
        type="email"
        value={fields.email}
        onChange={(email) => onChange({ email })}
        error={isTried && mail ? t(mail) : null}
      />
    </>
  );
}
