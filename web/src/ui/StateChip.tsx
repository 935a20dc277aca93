/** How far one message has come: saved here, in the chart, seen, answered; or held, failed, taken back. */
import type { ReactNode } from "react";

import { AlertIcon, CheckIcon, CheckTwiceIcon, ClockIcon, ReplyIcon, UndoIcon } from "./icons";
import "./chips.css";

export type MessageState = "saved" | "held" | "sent" | "seen" | "answered" | "retracted" | "failed";

const MARKS: Readonly<Record<MessageState, ReactNode>> = {
  saved: <ClockIcon size={15} />,
  held: <ClockIcon size={15} />,
  sent: <CheckIcon size={15} />,
  seen: <CheckTwiceIcon size={15} />,
  answered: <ReplyIcon size={15} />,
  retracted: <UndoIcon size={15} />,
  failed: <AlertIcon size={15} />,
};

export interface StateChipProps {
  readonly state: MessageState;
  readonly children: ReactNode;
}

export function StateChip({ state, children }: StateChipProps) {
  return (
    <span className="state-chip" data-state={state}>
      {MARKS[state]}
      {children}
    </span>
  );
}
