/** Adding a patient to the practice. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { PatientLine } from "../../live/wire";
import { Button } from "../../ui/Button";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { Select } from "../../ui/Select";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import { Refused } from "./Refused";
import { NOTHING_FILLED, registrationOf, SEXES, type Fields } from "./registration";

export interface RegisterPatientProps {
  readonly onCancel: () => void;
  readonly onRegistered: (patient: PatientLine) => void;
}

export function RegisterPatient({ onCancel, onRegistered }: RegisterPatientProps) {
  const t = useStaffWords();
  const register = useDo("patient.register");
  const [fields, setFields] = useState(NOTHING_FILLED);
  const [isTried, setTried] = useState(false);

  const send = async () => {
    setTried(true);
    const registration = registrationOf(fields);
    const made = registration && (await register.run(registration));
    if (!made) return;
    const name = `${registration.name.given} ${registration.name.family}`;
    showToast({ words: t("patients.registered", { name }) });
    onRegistered({ id: made.patient, name, born: fields.born });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Person fields={fields} isTried={isTried} onChange={(some) => setFields({ ...fields, ...some })} />
      <Contact fields={fields} onChange={(some) => setFields({ ...fields, ...some })} />
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

interface PartProps {
  readonly fields: Fields;
  readonly onChange: (some: Partial<Fields>) => void;
}

function Person({ fields, isTried, onChange }: PartProps & { readonly isTried: boolean }) {
  const t = useStaffWords();
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
          error={isTried && fields.born === "" ? t("patients.needDate") : null}
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

function Contact({ fields, onChange }: PartProps) {
  const t = useStaffWords();
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
          onChange={(telephone) => onChange({ telephone })}
        />
      </div>
      <Field
        label={optional(t("patients.email"))}
        type="email"
        value={fields.email}
        onChange={(email) => onChange({ email })}
      />
    </>
  );
}
