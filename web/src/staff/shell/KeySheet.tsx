/** Every key the staff build listens to, on one sheet, and the switch for single letters. */
import { Check } from "../../ui/Check";
import { Dialog } from "../../ui/Dialog";
import { Key } from "../../ui/Key";
import { switchSingleKeys, useSingleKeys } from "../verbs";
import { useStaffWords, type StaffWord } from "../words";

interface Line {
  readonly keys: readonly string[];
  readonly does: StaffWord;
}

const GROUPS: readonly { readonly name: StaffWord; readonly lines: readonly Line[] }[] = [
  {
    name: "keys.inList",
    lines: [
      { keys: ["J", "K"], does: "keys.move" },
      { keys: ["Enter"], does: "keys.open" },
      { keys: ["N"], does: "keys.urgent" },
      { keys: ["X"], does: "keys.pick" },
      { keys: ["Shift", "X"], does: "keys.stretch" },
    ],
  },
  {
    name: "keys.inThread",
    lines: [
      { keys: ["R"], does: "keys.reply" },
      { keys: [";"], does: "keys.quick" },
      { keys: ["I"], does: "keys.note" },
      { keys: ["M"], does: "keys.claim" },
      { keys: ["A"], does: "keys.assign" },
      { keys: ["Shift", "A"], does: "keys.comment" },
      { keys: ["T"], does: "keys.pool" },
      { keys: ["H"], does: "keys.snooze" },
      { keys: ["D"], does: "keys.task" },
      { keys: ["E"], does: "keys.done" },
      { keys: ["U"], does: "keys.unreadOrBack" },
    ],
  },
  {
    name: "keys.writing",
    lines: [
      { keys: ["Ctrl", "Enter"], does: "keys.send" },
      { keys: ["Ctrl", "Shift", "Enter"], does: "keys.sendSnooze" },
      { keys: ["Esc"], does: "keys.leave" },
    ],
  },
  {
    name: "keys.everywhere",
    lines: [
      { keys: ["Ctrl", "K"], does: "keys.palette" },
      { keys: ["/"], does: "keys.search" },
      { keys: ["C"], does: "keys.new" },
      { keys: ["P"], does: "keys.call" },
      { keys: ["G", "T"], does: "keys.goTasks" },
      { keys: ["Z"], does: "keys.undo" },
      { keys: ["G", "I"], does: "keys.goMine" },
      { keys: ["G", "A"], does: "keys.goAll" },
      { keys: ["G", "1…9"], does: "keys.goPools" },
      { keys: ["G", "S"], does: "keys.goAdmin" },
      { keys: ["?"], does: "keys.help" },
    ],
  },
];

interface KeySheetProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

export function KeySheet({ isOpen, onClose }: KeySheetProps) {
  const t = useStaffWords();
  const areSingle = useSingleKeys();
  return (
    <Dialog title={t("keys.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose} size="wide">
      <Check isSelected={areSingle} onChange={switchSingleKeys}>
        {t("keys.single")}
      </Check>
      <div className="key-sheet">
        {GROUPS.map(({ name, lines }) => (
          <section key={name}>
            <h3>{t(name)}</h3>
            <dl>
              {lines.map(({ keys, does }) => (
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
          </section>
        ))}
      </div>
    </Dialog>
  );
}
