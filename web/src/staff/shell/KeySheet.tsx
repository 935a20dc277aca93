/** Every key the staff build listens to, on one sheet. */
import { Dialog } from "../../ui/Dialog";
import { Key } from "../../ui/Key";
import { useStaffWords, type StaffWord } from "../words";

const KEYS: readonly { readonly keys: readonly string[]; readonly does: StaffWord }[] = [
  { keys: ["J", "K"], does: "keys.move" },
  { keys: ["Enter"], does: "keys.open" },
  { keys: ["R"], does: "keys.reply" },
  { keys: [";"], does: "keys.quick" },
  { keys: ["I"], does: "keys.note" },
  { keys: ["T"], does: "keys.claim" },
  { keys: ["A"], does: "keys.assign" },
  { keys: ["E"], does: "keys.done" },
  { keys: ["N"], does: "keys.new" },
  { keys: ["/"], does: "keys.search" },
  { keys: ["Ctrl", "Enter"], does: "keys.send" },
  { keys: ["Z"], does: "keys.undo" },
  { keys: ["Esc"], does: "keys.leave" },
  { keys: ["?"], does: "keys.help" },
];

interface KeySheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeySheet({ isOpen, onClose }: KeySheetProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("keys.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose}>
      <p className="muted small">{t("keys.lead")}</p>
      <dl className="key-sheet">
        {KEYS.map(({ keys, does }) => (
          <div key={does}>
            <dt>{t(does)}</dt>
            <dd>
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
