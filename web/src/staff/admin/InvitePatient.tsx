/** Inviting a patient to the portal: their e-mail, and a link to hand over. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { PatientLine } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { useStaffWords } from "../words";
import type { HandOver } from "./LinkToHandOver";
import { mailProblem, refusedField } from "./problems";
import { Refused } from "./Refused";

export interface InvitePatientProps {
  readonly patient: PatientLine;
  /** As it was given when the patient was added. */
  readonly email: string;
  readonly onClose: () => void;
  readonly onInvited: (link: HandOver) => void;
}

export function InvitePatient({ patient, email: known, onClose, onInvited }: InvitePatientProps) {
  const t = useStaffWords();
  const invite = useDo("patient.invite");
  const [email, setEmail] = useState(known);
  const [isTried, setTried] = useState(false);
  const send = async () => {
    setTried(true);
    if (email.trim() === "" || mailProblem(email) || invite.isRunning) return;
    const made = await invite.run({ patient: patient.id, email: email.trim() });
    if (made) onInvited({ ...made, name: patient.name });
  };
  const problem = email.trim() === "" ? "patients.need" : (mailProblem(email) ?? refusedField(invite.refusal, "email"));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <Dialog title={t("patients.inviteFor", { name: patient.name })} closeLabel={t("staff.close")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <Field
          label={t("patients.email")}
          type="email"
          value={email}
          onChange={setEmail}
          autoFocus
          error={isTried && problem ? t(problem) : null}
        />
        <Refused refusal={invite.refusal} beside={["email"]} />
        <DialogActions>
          <Button onPress={onClose}>{t("staff.cancel")}</Button>
          <Button type="submit" look="primary" isPending={invite.isRunning}>
            {t("members.send")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
