/** Changing an own message or taking it back; the chart keeps what it said. */
import { useState, type FormEvent } from "react";

import { useDo } from "../../app/live";
import type { Refusal } from "../../live/errors";
import type { Message } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { announce } from "../../ui/LiveRegion";
import { TextArea } from "../../ui/TextArea";
import { useSeeWhen } from "../asking";
import { useStaffWords } from "../words";
import { fromTokens, toTokens } from "./mentions";

export interface OwnMessageProps {
  readonly message: Message;
  readonly onClose: () => void;
}

export function AmendMessage({ message, onClose }: OwnMessageProps) {
  const t = useStaffWords();
  const amending = useDo("message.amend");
  const [text, setText] = useState(() => fromTokens(message.body, message.mentions ?? []));
  const calls = message.internal && text.includes("@");
  const colleagues = useSeeWhen("mention.offer", calls ? { thread: message.thread } : null)?.data?.people ?? message.mentions ?? [];
  const body = message.internal ? toTokens(text.trim(), colleagues) : text.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (body === "" || body === message.body) return;
    void amending.run({ message: message.message, body }).then((done) => {
      if (!done) return;
      announce(t("message.amendedNow"));
      onClose();
    });
  };
  return (
    <Dialog title={t("message.amend")} closeLabel={t("staff.close")} isOpen onClose={onClose} size="wide">
      <form className="form" onSubmit={submit}>
        <TextArea
          label={t("message.amendLabel")}
          hint={t(message.internal ? "message.amendNote" : "message.amendHint")}
          autoFocus
          rows={4}
          value={text}
          onChange={setText}
        />
        <Refused refusal={amending.refusal} />
        <DialogActions>
          <Button onPress={onClose}>{t("staff.cancel")}</Button>
          <Button type="submit" look="primary" isPending={amending.isRunning} isDisabled={body === "" || body === message.body}>
            {t("message.amendSave")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const REASONS = ["patient", "wrong", "other"] as const;
type Reason = (typeof REASONS)[number];

export function RetractMessage({ message, onClose }: OwnMessageProps) {
  const t = useStaffWords();
  const retracting = useDo("message.retract");
  const [reason, setReason] = useState<Reason | null>(null);
  const [own, setOwn] = useState("");
  const said = reason === "other" ? own.trim() : reason ? t(`retract.${reason}`) : "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (said === "") return;
    void retracting.run({ message: message.message, reason: said }).then((done) => {
      if (!done) return;
      announce(t("message.retracted"));
      onClose();
    });
  };
  return (
    <Dialog title={t("retract.title")} closeLabel={t("staff.close")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>{t(message.internal ? "retract.leadNote" : message.state === "seen" ? "retract.leadSeen" : "retract.lead")}</p>
        <ChoiceGroup label={t("retract.why")} value={reason} onChange={(chosen) => setReason(chosen as Reason)}>
          {REASONS.map((each) => (
            <Choice key={each} value={each} name={t(`retract.${each}`)} />
          ))}
        </ChoiceGroup>
        {reason === "other" ? <Field label={t("retract.own")} value={own} onChange={setOwn} maxLength={200} autoFocus /> : null}
        <Refused refusal={retracting.refusal} />
        <DialogActions>
          <Button onPress={onClose}>{t("staff.cancel")}</Button>
          <Button type="submit" look="danger" isPending={retracting.isRunning} isDisabled={said === ""}>
            {t("message.retract")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Refused({ refusal }: { readonly refusal: Refusal | null }) {
  const t = useStaffWords();
  if (!refusal) return null;
  return (
    <Banner tone="danger" role="alert">
      {refusal.message || t("failed.general")}
    </Banner>
  );
}
