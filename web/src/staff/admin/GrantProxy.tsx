/** Letting someone speak for a patient: who, how much they see, until when. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { PatientLine } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { showToast } from "../../ui/Toast";
import { useStaffWords } from "../words";
import type { HandOver } from "./LinkToHandOver";
import { mailProblem, refusedField } from "./problems";
import { Refused } from "./Refused";

export interface GrantProxyProps {
  readonly patient: PatientLine;
  readonly onClose: () => void;
  readonly onGranted: (link: HandOver) => void;
}

export function GrantProxy({ patient, onClose, onGranted }: GrantProxyProps) {
  const t = useStaffWords();
  const grant = useDo("proxy.grant");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [scope, setScope] = useState<"full" | "limited">("full");
  const [until, setUntil] = useState("");
  const [isTried, setTried] = useState(false);
  const need = (isThere: boolean) => (isTried && !isThere ? t("patients.need") : null);

  const send = async () => {
    setTried(true);
    if (name.trim() === "" || email.trim() === "" || mailProblem(email)) return;
    const made = await grant.run({
      patient: patient.id,
      name: name.trim(),
      email: email.trim(),
      scope,
      ...(until === "" ? {} : { until }),
    });
    if (!made) return;
    showToast({ words: t("patients.proxyDone", { name: name.trim(), patient: patient.name }) });
    // Someone who can sign in already needs no link.
    if (made.link && made.expires_at) onGranted({ ...made, link: made.link, expires_at: made.expires_at, name: name.trim() });
    else onClose();
  };
  const mail = mailProblem(email) ?? refusedField(grant.refusal, "email");
  const ending = refusedField(grant.refusal, "until");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <Dialog title={t("patients.proxyFor", { name: patient.name })} closeLabel={t("staff.close")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="muted">{t("patients.proxyLead")}</p>
        <Field label={t("patients.proxyName")} value={name} onChange={setName} autoFocus error={need(name.trim() !== "")} />
        <Field
          label={t("patients.email")}
          type="email"
          value={email}
          onChange={setEmail}
          error={need(email.trim() !== "") ?? (isTried && mail ? t(mail) : null)}
        />
        <ChoiceGroup
          label={t("patients.scope")}
          value={scope}
          onChange={(value) => setScope(value === "limited" ? "limited" : "full")}
        >
          <Choice value="full" name={t("patients.scopeFull")} hint={t("patients.scopeFullHint")} />
          <Choice value="limited" name={t("patients.scopeLimited")} hint={t("patients.scopeLimitedHint")} />
        </ChoiceGroup>
        <Field
          label={`${t("patients.until")} (${t("staff.optional")})`}
          type="date"
          value={until}
          onChange={setUntil}
          error={ending && t(ending)}
        />
        <Refused refusal={grant.refusal} beside={["email", "until"]} />
        <DialogActions>
          <Button onPress={onClose}>{t("staff.cancel")}</Button>
          <Button type="submit" look="primary" isPending={grant.isRunning}>
            {t("patients.proxyGo")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
