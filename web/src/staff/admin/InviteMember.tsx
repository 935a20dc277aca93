/** Inviting a colleague: name, e-mail, roles, pools; the answer is a link. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { Named } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Check, CheckGroup } from "../../ui/Check";
import { DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { useStaffWords } from "../words";
import type { HandOver } from "./LinkToHandOver";
import { mailProblem, refusedField } from "./problems";
import { Refused } from "./Refused";

const STAFF_ROLES = ["provider", "nurse", "front_desk", "biller", "admin", "auditor"] as const;

export interface InviteMemberProps {
  readonly pools: readonly Named[];
  readonly onCancel: () => void;
  readonly onInvited: (link: HandOver) => void;
}

export function InviteMember({ pools, onCancel, onInvited }: InviteMemberProps) {
  const t = useStaffWords();
  const invite = useDo("member.invite");
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [roles, setRoles] = useState<string[]>([]);
  const [chosenPools, setPools] = useState<string[]>([]);
  const [isTried, setTried] = useState(false);
  const need = (isThere: boolean) => (isTried && !isThere ? t("patients.need") : null);

  const send = async () => {
    setTried(true);
    if (name.trim() === "" || email.trim() === "" || mailProblem(email) || roles.length === 0) return;
    const made = await invite.run({
      name: name.trim(),
      email: email.trim(),
      roles: STAFF_ROLES.filter((role) => roles.includes(role)),
      pools: chosenPools,
    });
    if (made) onInvited({ ...made, name: name.trim() });
  };
  const mail = mailProblem(email) ?? refusedField(invite.refusal, "email");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void send();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field label={t("members.name")} value={name} onChange={setName} autoFocus error={need(name.trim() !== "")} />
      <Field
        label={t("members.email")}
        type="email"
        value={email}
        onChange={setEmail}
        error={need(email.trim() !== "") ?? (isTried && mail ? t(mail) : null)}
      />
      <CheckGroup label={t("members.roles")} value={roles} onChange={setRoles}>
        <div className="form-checks">
          {STAFF_ROLES.map((role) => (
            <Check key={role} value={role}>
              {t(`role.${role}`)}
            </Check>
          ))}
        </div>
      </CheckGroup>
      {isTried && roles.length === 0 ? (
        <p className="field-error" role="alert">
          {t("members.needRole")}
        </p>
      ) : null}
      <CheckGroup label={t("members.pools")} hint={t("members.poolsHint")} value={chosenPools} onChange={setPools}>
        <div className="form-checks">
          {pools.map((pool) => (
            <Check key={pool.id} value={pool.id}>
              {pool.name}
            </Check>
          ))}
        </div>
      </CheckGroup>
      <Refused refusal={invite.refusal} beside={["email"]} />
      <DialogActions>
        <Button onPress={onCancel}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary" isPending={invite.isRunning}>
          {t("members.send")}
        </Button>
      </DialogActions>
    </form>
  );
}
