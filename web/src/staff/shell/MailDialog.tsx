/** What somebody of the staff wants to be told by e-mail about their own box. */
import { useNotices, type Notice } from "../../app/notices";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Check, CheckGroup } from "../../ui/Check";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { announce } from "../../ui/LiveRegion";
import { useStaffWords } from "../words";

export interface MailDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function MailDialog({ isOpen, onClose }: MailDialogProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("mail.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose}>
      <Choices />
      <DialogActions>
        <Button onPress={onClose}>{t("staff.close")}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Choices() {
  const t = useStaffWords();
  const { notices, choose, refusal } = useNotices();
  const chosen = notices.filter(({ email }) => email).map(({ about }) => about);
  const change = async (wanted: readonly string[]) => {
    const changed = notices.filter(({ about, email }) => wanted.includes(about) !== email);
    const kept = await Promise.all(changed.map(({ about, email }) => choose({ about, email: !email })));
    if (kept.every(Boolean)) announce(t("mail.saved"));
  };
  return (
    <>
      <CheckGroup label={t("mail.label")} hint={t("mail.hint")} value={chosen} onChange={(wanted) => void change(wanted)}>
        {notices.map(({ about }) => (
          <Check key={about} value={about}>
            {t(WORDS[about])}
          </Check>
        ))}
      </CheckGroup>
      {refusal ? (
        <Banner tone="danger" role="alert">
          {refusal.message}
        </Banner>
      ) : null}
    </>
  );
}

const WORDS = { urgent: "mail.urgent", overdue: "mail.overdue", messages: "mail.title" } as const satisfies Readonly<
  Record<Notice["about"], string>
>;
