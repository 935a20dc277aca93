/** The second factor at sign-in: six digits, or a recovery code. */
import { useState, type FormEvent } from "react";

import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { useStaffWords } from "../words";
import { Landing } from "./Landing";
import { useAttempt } from "./useAttempt";

export function SecondStep() {
  const t = useStaffWords();
  const live = useLive();
  const attempt = useAttempt("mfa.wrong");
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      await live.auth.sendCode(code.trim());
    });
  };
  return (
    <Landing>
      <form className="landing-card" onSubmit={submit}>
        <div>
          <h1>{t("mfa.title")}</h1>
          <p className="muted">{t("mfa.lead")}</p>
        </div>
        {attempt.error ? (
          <Banner tone="danger" role="alert">
            {attempt.error}
          </Banner>
        ) : null}
        <Field label={t("mfa.code")} autoComplete="one-time-code" autoFocus value={code} onChange={setCode} isRequired />
        <Button type="submit" look="primary" wide isPending={attempt.isRunning}>
          {t("mfa.go")}
        </Button>
        <Button look="link" onPress={() => void live.signOut()}>
          {t("mfa.other")}
        </Button>
      </form>
    </Landing>
  );
}
