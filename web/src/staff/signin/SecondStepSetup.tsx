/** Setting up the second factor: scan, confirm, keep the recovery codes. */
import { useEffect, useState, type FormEvent } from "react";

import { useLive } from "../../app/live";
import type { MfaSecret } from "../../live/auth";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { Skeleton } from "../../ui/Skeleton";
import { copyText } from "../copy";
import { useStaffWords } from "../words";
import { useAttempt, type Attempt } from "./useAttempt";
import "./signin.css";

/** Used in a dialog while there is time, and as the whole page when there is none left. */
export function SecondStepSetup({ onDone }: { readonly onDone: () => void }) {
  const t = useStaffWords();
  const live = useLive();
  const attempt = useAttempt("mfa.wrong");
  const secret = useSecret(attempt);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  const confirm = (code: string) =>
    attempt.run(async () => {
      setCodes(await live.auth.confirmMfa(code));
    });
  return (
    <div className="second-step">
      <p className="muted">{t("mfa.setupLead")}</p>
      {attempt.error ? (
        <Banner tone="danger" role="alert">
          {attempt.error}
        </Banner>
      ) : null}
      {secret ? <ScanAndConfirm secret={secret} isRunning={attempt.isRunning} onConfirm={(code) => void confirm(code)} /> : <Skeleton label={t("staff.loading")} lines={6} />}
    </div>
  );
}

interface ScanProps {
  readonly secret: MfaSecret;
  readonly isRunning: boolean;
  readonly onConfirm: (code: string) => void;
}

function ScanAndConfirm({ secret, isRunning, onConfirm }: ScanProps) {
  const t = useStaffWords();
  const [code, setCode] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onConfirm(code.trim());
  };
  return (
    <form className="second-step" onSubmit={submit}>
      <h3>{t("mfa.setupScan")}</h3>
      <p className="muted small">{t("mfa.setupScanHint")}</p>
      <img
        className="second-step-qr"
        src={`data:image/svg+xml;utf8,${encodeURIComponent(secret.qr_svg)}`}
        alt={t("mfa.setupQr")}
        width="200"
        height="200"
      />
      <p className="small">
        {t("mfa.setupTyped")} <code className="second-step-key">{secret.secret}</code>
      </p>
      <Field
        label={t("mfa.setupConfirm")}
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        onChange={setCode}
        isRequired
      />
      <Button type="submit" look="primary" isPending={isRunning}>
        {t("mfa.setupGo")}
      </Button>
    </form>
  );
}

function RecoveryCodes({ codes, onDone }: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  const t = useStaffWords();
  const live = useLive();
  return (
    <div className="second-step">
      <h3>{t("mfa.recoveryTitle")}</h3>
      <p className="muted">{t("mfa.recoveryLead")}</p>
      <ul className="recovery-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Button autoFocus onPress={() => void copyText(codes.join("\n"), t("mfa.recoveryCopied"))}>{t("mfa.recoveryCopy")}</Button>
      <Button
        look="primary"
        onPress={() => {
          onDone();
          void live.refresh();
        }}
      >
        {t("mfa.recoveryGo")}
      </Button>
    </div>
  );
}

/** A fresh secret, asked for once when the view opens. */
function useSecret({ run }: Attempt): MfaSecret | null {
  const live = useLive();
  const [secret, setSecret] = useState<MfaSecret | null>(null);
  useEffect(() => {
    void run(async () => {
      setSecret(await live.auth.beginMfa());
    });
    // Once per opening: a second secret would make the first scan worthless.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [live]);
  return secret;
}
