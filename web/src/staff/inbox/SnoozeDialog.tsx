/** Parking a conversation: until when, and what it waits for. Enter takes tomorrow morning. */
import { useState, type FormEvent, type KeyboardEvent } from "react";

import { useMe } from "../../app/live";
import { Button } from "../../ui/Button";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import type { Snooze } from "./actions";
import { instantOf, momentOf, PRESETS, type Preset } from "./moments";

export interface SnoozeDialogProps {
  /** How many conversations are to be parked; none: it is closed. */
  readonly count: number;
  /** It follows an answer, so it waits for the patient unless said otherwise. */
  readonly isAfterReply?: boolean;
  readonly onClose: () => void;
  readonly onSnooze: (snooze: Snooze) => void;
}

export function SnoozeDialog({ count, isAfterReply = false, onClose, onSnooze }: SnoozeDialogProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("snooze.title", { count })} closeLabel={t("staff.close")} isOpen={count > 0} onClose={onClose}>
      <SnoozeForm isAfterReply={isAfterReply} onClose={onClose} onSnooze={onSnooze} />
    </Dialog>
  );
}

const REASONS = ["snooze.result", "snooze.noReply", "snooze.colleague", "snooze.outside"] as const;

function SnoozeForm({ isAfterReply = false, onClose, onSnooze }: Omit<SnoozeDialogProps, "count">) {
  const t = useStaffWords();
  const times = useTimes();
  const zone = useMe().practice.time_zone;
  const [now] = useState(() => new Date());
  const [picked, setPicked] = useState<Preset | "own">("tomorrow");
  const [own, setOwn] = useState("");
  const [reason, setReason] = useState(isAfterReply ? t("snooze.noReply") : "");
  const [isTried, setTried] = useState(false);
  const until = picked === "own" ? instantOf(own, now, zone) : momentOf(picked, now, zone);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (until !== null) onSnooze({ until, reason });
  };
  /** A radio button keeps Enter to itself; here it sends, as in every other field. */
  const press = (event: KeyboardEvent<HTMLFormElement>) => {
    if (event.key !== "Enter" || !(event.target instanceof HTMLInputElement) || event.target.type !== "radio") return;
    event.preventDefault();
    event.currentTarget.requestSubmit();
  };
  return (
    <form className="form" onSubmit={submit} onKeyDown={press} noValidate>
      <ChoiceGroup
        label={t("snooze.until")}
        value={picked}
        onChange={(value) => setPicked(PRESETS.find((preset) => preset === value) ?? "own")}
      >
        {PRESETS.map((preset) => (
          <Choice key={preset} value={preset} autoFocus={preset === picked} name={t(`snooze.${preset}`)} hint={times.stamp(momentOf(preset, now, zone))} />
        ))}
        <Choice value="own" name={t("snooze.own")} />
      </ChoiceGroup>
      {picked === "own" ? (
        <Field
          label={t("snooze.ownLabel")}
          type="datetime-local"
          value={own}
          onChange={setOwn}
          error={isTried && until === null ? t("snooze.past") : null}
        />
      ) : null}
      <Field label={t("snooze.reason")} hint={t("snooze.reasonHint")} value={reason} onChange={setReason} maxLength={200} />
      <div className="snooze-reasons" role="group" aria-label={t("snooze.reasons")}>
        {REASONS.map((word) => (
          <Button key={word} onPress={() => setReason(t(word))}>
            {t(word)}
          </Button>
        ))}
      </div>
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary">
          {t("snooze.go")}
        </Button>
      </DialogActions>
    </form>
  );
}
