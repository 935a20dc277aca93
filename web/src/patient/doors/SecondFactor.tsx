/** The second step of signing in, for who has set one up. */

import { type FormEvent, useState } from "react";

import { useAttempt } from "../../app/attempt";
import { useLive } from "../../app/live";
import { Refusal } from "../../live/errors";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { sayFailure, usePatientWords } from "../words";
import { OutsideFrame } from "./OutsideFrame";

export function SecondFactor() {
  const t = usePatientWords();
  const { auth } = useLive();
  const { run, isRunning, failure } = useAttempt();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => auth.sendCode(code.trim()));
  };
  const isWrong = failure instanceof Refusal && failure.code !== "busy";
  return (
    <OutsideFrame title={t("mfa.title")}>
      <form className="form" onSubmit={submit}>
        <p>{t("mfa.lead")}</p>
        {failure ? (
          <Banner tone="danger" role="alert">
            {isWrong ? t("mfa.wrong") : sayFailure(t, failure)}
          </Banner>
        ) : null}
        <Field label={t("mfa.code")} autoComplete="one-time-code" value={code} onChange={setCode} isRequired />
        <Button type="submit" look="primary" wide isPending={isRunning}>
          {t("mfa.go")}
        </Button>
      </form>
      <Button wide onPress={() => void auth.signOut()}>
        {t("mfa.other")}
      </Button>
    </OutsideFrame>
  );
}
