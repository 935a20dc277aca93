/** Handing conversations on: to whom, and a word to them that the patient never sees. */
import { useState, type FormEvent } from "react";

import { useSee } from "../../app/live";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Select } from "../../ui/Select";
import { TextArea } from "../../ui/TextArea";
import { usePools } from "../pools";
import { useStaffWords } from "../words";
import type { Receiver } from "./actions";

export interface AssignDialogProps {
  /** How many conversations go; none: it is closed. */
  readonly count: number;
  readonly onClose: () => void;
  readonly onAssign: (to: Receiver, comment: string) => void;
}

export function AssignDialog({ count, onClose, onAssign }: AssignDialogProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("assign.title", { count })} closeLabel={t("staff.close")} isOpen={count > 0} onClose={onClose}>
      <AssignForm onClose={onClose} onAssign={onAssign} />
    </Dialog>
  );
}

/** The people and pools a conversation can go to, by the names the picker knows them by. */
export function useReceivers(): ReadonlyMap<string, Receiver> {
  const people = useSee("staff.list", {}).data?.people ?? [];
  const pools = usePools();
  return new Map<string, Receiver>([
    ...people.map((person) => [`person-${person.id}`, { person }] as const),
    ...pools.map((pool) => [`pool-${pool.id}`, { pool }] as const),
  ]);
}

function AssignForm({ onClose, onAssign }: Omit<AssignDialogProps, "count">) {
  const t = useStaffWords();
  const receivers = useReceivers();
  const [to, setTo] = useState<string | null>(null);
  const [comment, setComment] = useState("");
  const [isTried, setTried] = useState(false);
  const receiver = to === null ? undefined : receivers.get(to);
  const options = [...receivers].map(([id, each]) => ({
    id,
    name: "person" in each ? each.person.name : t("assign.pool", { name: each.pool.name }),
  }));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (receiver) onAssign(receiver, comment.trim());
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <div className="field">
        <Select label={t("assign.to")} placeholder={t("assign.pick")} options={options} value={to} onChange={setTo} autoFocus />
        {isTried && !receiver ? (
          <p className="field-error" role="alert">
            {t("assign.needed")}
          </p>
        ) : null}
      </div>
      <TextArea label={t("assign.comment")} hint={t("assign.commentHint")} rows={3} value={comment} onChange={setComment} maxLength={4000} />
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button type="submit" look="primary">
          {t("assign.go")}
        </Button>
      </DialogActions>
    </form>
  );
}
