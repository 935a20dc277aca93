/** Where a piece of work stands, told three ways at once: fill, shape and word. */
import type { ReactNode } from "react";

import "./chips.css";

export type Status = "plain" | "arrived" | "room" | "active" | "attention" | "late" | "done";

const QUARTERS: Readonly<Record<"plain" | "arrived" | "room" | "active", ReactNode>> = {
  plain: null,
  arrived: <path d="M6 6V1.5A4.5 4.5 0 0 1 10.5 6Z" fill="currentColor" stroke="none" />,
  room: <path d="M6 1.5a4.5 4.5 0 0 1 0 9Z" fill="currentColor" stroke="none" />,
  active: <path d="M6 6H1.5A4.5 4.5 0 1 0 6 1.5Z" fill="currentColor" stroke="none" />,
};

function Shape({ status }: { readonly status: Status }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" fill="none" stroke="currentColor" strokeWidth={1.6} aria-hidden="true">
      {status === "attention" ? (
        <path d="M6 1.5 11 10.5H1Z" fill="currentColor" stroke="none" />
      ) : status === "late" ? (
        <path d="m2 2 8 8M10 2l-8 8" />
      ) : status === "done" ? (
        <path d="m1.5 6.5 3 3 6-7" />
      ) : (
        <>
          <circle cx="6" cy="6" r="4.7" strokeWidth={1.3} />
          {QUARTERS[status]}
        </>
      )}
    </svg>
  );
}

export interface StatusChipProps {
  readonly status: Status;
  readonly children: ReactNode;
}

export function StatusChip({ status, children }: StatusChipProps) {
  return (
    <span className="status-chip" data-status={status}>
      <Shape status={status} />
      {children}
    </span>
  );
}
