/** A few choices side by side, one of them made. */

import type { ReactNode } from "react";

import "./more.css";

interface SwitchProps<T extends string> {
  readonly label: string;
  readonly choices: readonly T[];
  readonly chosen: T;
  readonly onChoose: (choice: T) => void;
  readonly nameOf: (choice: T) => ReactNode;
  /** The language of each name, where it is not the page's. */
  readonly langOf?: (choice: T) => string;
}

export function Switch<T extends string>({ label, choices, chosen, onChoose, nameOf, langOf }: SwitchProps<T>) {
  return (
    <div className="switch" role="group" aria-label={label}>
      {choices.map((choice) => (
        <button key={choice} type="button" lang={langOf?.(choice)} aria-pressed={choice === chosen} onClick={() => onChoose(choice)}>
          {nameOf(choice)}
        </button>
      ))}
    </div>
  );
}
