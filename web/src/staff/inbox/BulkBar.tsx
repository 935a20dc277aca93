/** What can be done to several conversations at once: the safe verbs only, each undone as one. */
import { Button } from "../../ui/Button";
import { CloseIcon } from "../../ui/icons";
import { Tooltip } from "../../ui/Tooltip";
import { useStaffWords } from "../words";

export interface BulkBarProps {
  readonly count: number;
  readonly onAssign: () => void;
  readonly onSnooze: () => void;
  readonly onClose: () => void;
  readonly onClear: () => void;
}

export function BulkBar({ count, onAssign, onSnooze, onClose, onClear }: BulkBarProps) {
  const t = useStaffWords();
  return (
    <div className="bulk" role="toolbar" aria-label={t("bulk.label")}>
      <p className="bulk-count" role="status">
        {t("bulk.count", { count })}
      </p>
      <Button look="quiet" icon={<CloseIcon />} aria-label={t("bulk.clear")} onPress={onClear} />
      <Tooltip words={t("thread.assign")} shortcut="A">
        <Button onPress={onAssign}>{t("thread.assign")}</Button>
      </Tooltip>
      <Tooltip words={t("snooze.verb")} shortcut="H">
        <Button onPress={onSnooze}>{t("snooze.verb")}</Button>
      </Tooltip>
      <Tooltip words={t("thread.done")} shortcut="E">
        <Button onPress={onClose}>{t("thread.done")}</Button>
      </Tooltip>
    </div>
  );
}
