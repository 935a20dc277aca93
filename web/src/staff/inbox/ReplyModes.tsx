/** Reply or internal note: a switch that cannot be missed, since one of the two reaches the patient. */
import { Radio, RadioGroup } from "react-aria-components";

import { NoteIcon, ReplyIcon } from "../../ui/icons";
import { useStaffWords } from "../words";
import type { ReplyMode } from "./reply";

export interface ReplyModesProps {
  readonly mode: ReplyMode;
  readonly onMode: (mode: ReplyMode) => void;
}

export function ReplyModes({ mode, onMode }: ReplyModesProps) {
  const t = useStaffWords();
  return (
    <RadioGroup
      className="reply-modes"
      aria-label={t("reply.mode")}
      orientation="horizontal"
      value={mode}
      onChange={(value) => onMode(value === "note" ? "note" : "reply")}
    >
      <Radio value="reply" className="reply-mode">
        <ReplyIcon size={16} />
        {t("reply.reply")}
      </Radio>
      <Radio value="note" className="reply-mode">
        <NoteIcon size={16} />
        {t("reply.note")}
      </Radio>
    </RadioGroup>
  );
}
