/** The truth about the connection, in one place on every page. */
import "./chips.css";

export type ConnectionLook = "live" | "connecting" | "stale" | "offline" | "signed-out";

export interface ConnectionPillProps {
  readonly state: ConnectionLook;
  /** The state in words, with the time of the data shown when it is stale. */
  readonly label: string;
}

export function ConnectionPill({ state, label }: ConnectionPillProps) {
  return (
    <span className="connection-pill" data-state={state} role="status">
      <span className="connection-mark" aria-hidden="true" />
      {label}
    </span>
  );
}
