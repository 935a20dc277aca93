/** Asking for a reset link; the answer is the same whether the address is known or not. */
import { useState, type FormEvent } from "react";

import { useDoor } from "../../app/door";
import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { useStaffWords } from "../words";
import { useAttempt } from "./useAttempt";

export function Forgot({ onBack }: { readonly onBack: () => void }) {
  const t = useStaffWords();
  const live = useLive();
  const mails = useDoor()?.mails;
  const attempt = useAttempt("failed.general");
  const [email, setEmail] = useState("");
  const [isSent, setSent] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      await live.auth.forgot(email.trim());
      setSent(true);
    });
  };
  return (
    <form className="landing-card" onSubmit={submit}>
      <h1>{t("signin.forgotTitle")}</h1>
      {attempt.error ? (
        <Banner tone="danger" role="alert">
          {attempt.error}
        </Banner>
      ) : null}
      {isSent ? (
        <Banner tone="good" role="status">
          {t(mails ? "signin.forgotDoneMail" : "signin.forgotDone")}
        </Banner>
      ) : (
        <>
          <p className="muted">{t(mails ? "signin.forgotLeadMail" : "signin.forgotLead")}</p>
          <Field label={t("signin.email")} type="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
          <Button type="submit" look="primary" wide isPending={attempt.isRunning}>
            {t("signin.forgotGo")}
          </Button>
        </>
      )}
      <Button look="link" onPress={onBack}>
        {t("staff.back")}
      </Button>
    </form>
  );
}
