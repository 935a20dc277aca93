/** Changing a message of one's own, or taking it back. The chart keeps what it said. */

import { type FormEvent, useState } from "react";

import { useDo } from "../../app/live";
import type { Message } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { announce } from "../../ui/LiveRegion";
import { TextArea } from "../../ui/TextArea";
import { sayFailure, usePatientWords } from "../words";
import { LONGEST } from "./Composer";

interface DoingProps {
  readonly message: Message;
  readonly onClose: () => void;
}

export function Change({ message, onClose }: DoingProps) {
  const t = usePatientWords();
  const amending = useDo("message.amend");
  const [text, setText] = useState(message.body);
  const body = text.trim();
  const over = text.length - LONGEST;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!body || over > 0) return;
    if (body !== message.body && !(await amending.run({ message: message.message, body }))) return;
    announce(t("own.changed"));
    onClose();
  };
  return (
    <form className="own-form card" onSubmit={(event) => void submit(event)}>
      <TextArea
        label={t("own.text")}
        hint={t("own.text-hint")}
        error={over > 0 ? t("composer.long", { over }) : body ? null : t("composer.empty")}
        autoFocus
        rows={3}
        value={text}
        onChange={setText}
      />
      {amending.refusal ? <p role="alert">{sayFailure(t, amending.refusal)}</p> : null}
      <div className="own-choices">
        <Button type="submit" look="primary" isPending={amending.isRunning}>
          {t("own.save")}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t("own.close")}
        </Button>
      </div>
    </form>
  );
}

const REASONS = ["mistake", "wrong", "solved"] as const;

export function TakeBack({ message, onClose }: DoingProps) {
  const t = usePatientWords();
  const retracting = useDo("message.retract");
  const [reason, setReason] = useState<(typeof REASONS)[number]>("mistake");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await retracting.run({ message: message.message, reason: t(`own.${reason}`) })) announce(t("own.gone"));
  };
  return (
    <form className="own-form card" aria-label={t("own.back-title")} onSubmit={(event) => void submit(event)}>
      <p>
        <strong>{t("own.back-title")}</strong> {t("own.back-lead")}
      </p>
      <ChoiceGroup label={t("own.why")} value={reason} onChange={(chosen) => setReason(chosen as typeof reason)}>
        {REASONS.map((each) => (
          <Choice key={each} value={each} name={t(`own.${each}`)} />
        ))}
      </ChoiceGroup>
      {retracting.refusal ? <p role="alert">{sayFailure(t, retracting.refusal)}</p> : null}
      <div className="own-choices">
        <Button type="submit" look="danger" autoFocus isPending={retracting.isRunning}>
          {t("own.take-back")}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t("own.close")}
        </Button>
      </div>
    </form>
  );
}
