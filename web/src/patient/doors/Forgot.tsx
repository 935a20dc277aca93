/** Asking for a link to a new password. The answer never says whether the address is known. */

import { type FormEvent, useState } from "react";

import { useAttempt } from "../../app/attempt";
import { useDoor } from "../../app/door";
import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { sayFailure, usePatientWords } from "../words";
import { OutsideFrame } from "./OutsideFrame";

export function Forgot({ onBack }: { readonly onBack: () => void }) {
  const t = usePatientWords();
  const { auth } = useLive();
  const mails = useDoor()?.mails;
  const { run, isRunning, failure } = useAttempt();
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => auth.forgot(email.trim())).then(setSent);
  };
  return (
    <OutsideFrame title={t("forgot.title")}>
      {isSent ? (
        <Banner tone="good" role="status">
          {t(mails ? "forgot.sent-mail" : "forgot.sent")}
        </Banner>
      ) : (
        <form className="form" onSubmit={submit}>
          <p>{t(mails ? "forgot.lead-mail" : "forgot.lead")}</p>
          {failure ? (
            <Banner tone="danger" role="alert">
              {sayFailure(t, failure)}
            </Banner>
          ) : null}
          <Field label={t("signin.email")} type="email" inputMode="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
          <Button type="submit" look="primary" wide isPending={isRunning}>
            {t("forgot.go")}
          </Button>
        </form>
      )}
      <Button wide onPress={onBack}>
        {t("forgot.back")}
      </Button>
    </OutsideFrame>
  );
}
