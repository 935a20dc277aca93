/** A link shown once, to copy and hand over: invitations and resets. */
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { CopyIcon } from "../../ui/icons";
import { copyText } from "../copy";
import { useTimes } from "../times";
import { useStaffWords } from "../words";

export interface HandOver {
  readonly link: string;
  readonly expires_at: string;
  readonly mailed?: boolean;
  /** Whom it is for. */
  readonly name: string;
  readonly note?: string;
}

export interface LinkToHandOverProps {
  readonly link: HandOver | null;
  readonly onClose: () => void;
}

export function LinkToHandOver({ link, onClose }: LinkToHandOverProps) {
  const t = useStaffWords();
  const times = useTimes();
  if (!link) return null;
  return (
    <Dialog title={t("members.linkTitle")} closeLabel={t("staff.close")} isOpen onClose={onClose} isSticky>
      <p>{t("members.linkLead", { name: link.name, time: times.stamp(link.expires_at) })}</p>
      {link.mailed ? <p>{t("members.linkMailed", { name: link.name })}</p> : null}
      <Field label={t("members.linkLabel")} value={link.link} isReadOnly />
      {link.note ? <p className="muted small">{link.note}</p> : null}
      <DialogActions>
        <Button onPress={onClose}>{t("staff.close")}</Button>
        <Button look="primary" icon={<CopyIcon />} onPress={() => void copyText(link.link, t("staff.copied"))}>
          {t("staff.copy")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
