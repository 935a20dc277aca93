/** Choosing a password, with the rules said before, and what is wrong said beside the field. */

import { type FormEvent, useState } from "react";

import { useAttempt } from "../../app/attempt";
import { Refusal } from "../../live/errors";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { sayFailure, usePatientWords } from "../words";

const SHORTEST = 12;

interface NewPasswordProps {
  /** So that a password manager stores the right name beside it. */
  readonly email?: string;
  readonly goWord: string;
  /** The person has a password already, from another practice: it is asked for, not made. */
  readonly isKnown?: boolean;
  /** What to say when the link itself is of no use any more. */
  readonly oldWord?: string;
  readonly onChosen: (password: string) => Promise<unknown>;
}

export function NewPassword({ email, goWord, isKnown = false, oldWord, onChosen }: NewPasswordProps) {
  const t = usePatientWords();
  const { run, isRunning, failure } = useAttempt();
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [isShort, setShort] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isTooShort = !isKnown && password.length < SHORTEST;
    setShort(isTooShort);
    if (!isTooShort) void run(() => onChosen(password));
  };
  const isInvalid = failure instanceof Refusal && failure.code === "invalid";
  const isOld = failure instanceof Refusal && failure.code === "not_found";
  const error = isShort ? t("password.short") : isInvalid ? t(isKnown ? "password.wrong" : "password.weak") : null;
  return (
    <form className="form" onSubmit={submit}>
      {failure && !isInvalid ? (
        <Banner tone="danger" role="alert">
          <p>{isOld && oldWord ? oldWord : sayFailure(t, failure)}</p>
          {isOld ? (
            <a className="tap" href="/">
              {t("signin.title")}
            </a>
          ) : null}
        </Banner>
      ) : null}
      {email ? <Field label={t("signin.email")} type="email" autoComplete="username" value={email} isReadOnly /> : null}
      <Field
        label={t(isKnown ? "signin.password" : "password.label")}
        hint={isKnown ? null : t("password.hint")}
        type={isShown ? "text" : "password"}
        autoComplete={isKnown ? "current-password" : "new-password"}
        value={password}
        onChange={setPassword}
        error={error}
        isRequired
      />
      <Button look="link" onPress={() => setShown(!isShown)}>
        {t(isShown ? "password.hide" : "password.show")}
      </Button>
      <Button type="submit" look="primary" wide isPending={isRunning}>
        {goWord}
      </Button>
    </form>
  );
}
