/** Sign-in for staff: e-mail and password; in the demo practice one click per person. */
import { useState, type FormEvent } from "react";

import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { useStaffWords } from "../words";
import { DemoPeople } from "./DemoPeople";
import { Forgot } from "./Forgot";
import { Landing } from "./Landing";
import { useAttempt } from "./useAttempt";

export function SignIn({ wasEnded }: { readonly wasEnded: boolean }) {
  const t = useStaffWords();
  const [isForgot, setForgot] = useState(false);
  return (
    <Landing>
      {wasEnded ? (
        <div className="landing-notice">
          <Banner role="status">{t("ended.idle")}</Banner>
        </div>
      ) : null}
      {isForgot ? <Forgot onBack={() => setForgot(false)} /> : <PasswordCard onForgot={() => setForgot(true)} />}
      <DemoPeople />
      <p className="landing-aside">
        {t("signin.patients")} <a href="/">{t("signin.patientsGo")}</a>
      </p>
    </Landing>
  );
}

function PasswordCard({ onForgot }: { readonly onForgot: () => void }) {
  const t = useStaffWords();
  const live = useLive();
  const attempt = useAttempt("signin.wrong");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt.run(async () => {
      await live.auth.signIn(email.trim(), password, "staff");
    });
  };
  return (
    <form className="landing-card" onSubmit={submit}>
      <div>
        <h1>{t("signin.title")}</h1>
        <p className="muted">{t("signin.lead")}</p>
      </div>
      {attempt.error ? (
        <Banner tone="danger" role="alert">
          {attempt.error}
        </Banner>
      ) : null}
      <Field label={t("signin.email")} type="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
      <Field
        label={t("signin.password")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
      <Button type="submit" look="primary" wide isPending={attempt.isRunning}>
        {t("signin.go")}
      </Button>
      <Button look="link" onPress={onForgot}>
        {t("signin.forgot")}
      </Button>
    </form>
  );
}
