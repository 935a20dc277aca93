/** Signing in: one tap for each demo person, otherwise e-mail and password. */

import { type FormEvent, useState } from "react";

import { useAttempt } from "../../app/attempt";
import { useLive } from "../../app/live";
import { Refusal } from "../../live/errors";
import type { Session } from "../../live/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { sayFailure, usePatientWords } from "../words";
import { DemoPeople } from "./DemoPeople";
import { Forgot } from "./Forgot";
import { OutsideFrame } from "./OutsideFrame";
import { staffPages } from "./staff_pages";

type Reason = Extract<Session, { kind: "signed-out" }>["reason"];

export function SignIn({ reason }: { readonly reason: Reason }) {
  const t = usePatientWords();
  const [hasForgotten, setForgotten] = useState(false);
  if (hasForgotten) return <Forgot onBack={() => setForgotten(false)} />;
  return (
    <OutsideFrame
      title={t("signin.title")}
      aside={
        <p className="outside-aside">
          {t("signin.staff")} <a href={staffPages()}>{t("signin.staff-go")}</a>
        </p>
      }
    >
      {reason === "ended" ? <Banner role="status">{t("signin.ended")}</Banner> : null}
      {reason === "left" ? <Banner role="status">{t("signin.left")}</Banner> : null}
      <DemoPeople />
      <PasswordForm onForgot={() => setForgotten(true)} />
    </OutsideFrame>
  );
}

function PasswordForm({ onForgot }: { readonly onForgot: () => void }) {
  const t = usePatientWords();
  const { auth } = useLive();
  const { run, isRunning, failure } = useAttempt();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(() => auth.signIn(email.trim(), password, "patient"));
  };
  const isWrong = failure instanceof Refusal && failure.code === "signed_out";
  return (
    <form className="form" onSubmit={submit}>
      {failure ? (
        <Banner tone="danger" role="alert">
          {isWrong ? t("signin.wrong") : sayFailure(t, failure)}
        </Banner>
      ) : null}
      <Field label={t("signin.email")} type="email" inputMode="email" autoComplete="username" value={email} onChange={setEmail} isRequired />
      <Field
        label={t("signin.password")}
        type="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        isRequired
      />
      <Button type="submit" look="primary" wide isPending={isRunning}>
        {t("signin.go")}
      </Button>
      <Button look="link" onPress={onForgot}>
        {t("signin.forgot")}
      </Button>
    </form>
  );
}
