/** The list of colleagues under a name that is being typed: moved through and picked from by keyboard. */
import { useState, type KeyboardEvent } from "react";

import type { Named } from "../../live/wire";
import { begunName, completed, matching } from "./mentions";

export interface MentionList {
  readonly people: readonly Named[];
  readonly active: number;
  readonly pick: (person: Named) => void;
  /** Keeps track of the caret. */
  readonly look: (field: HTMLTextAreaElement) => void;
  /** Whether the key was for the list. */
  readonly press: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
}

export interface MentionListArgs {
  readonly text: string;
  readonly colleagues: readonly Named[];
  readonly onText: (text: string, caret: number) => void;
}

export function useMentionList({ text, colleagues, onText }: MentionListArgs): MentionList {
  const [caret, setCaret] = useState(0);
  const [at, setAt] = useState(0);
  /** What the list was closed over by Escape, until something else is typed. */
  const [closedOver, setClosedOver] = useState<string | null>(null);
  const begun = begunName(text, caret);
  const isOpen = begun !== null && closedOver !== text;
  const people = isOpen ? matching(colleagues, begun).filter(({ name }) => name !== begun) : [];
  const active = Math.min(at, Math.max(0, people.length - 1));
  const pick = ({ name }: Named) => {
    const whole = completed(text, caret, name);
    setAt(0);
    setCaret(whole.caret);
    onText(whole.text, whole.caret);
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    const person = people[active];
    if (!person || event.ctrlKey || event.metaKey) return false;
    if (event.key === "ArrowDown") setAt((active + 1) % people.length);
    else if (event.key === "ArrowUp") setAt((active + people.length - 1) % people.length);
    else if (event.key === "Enter" || event.key === "Tab") pick(person);
    else if (event.key === "Escape") setClosedOver(text);
    else return false;
    event.preventDefault();
    return true;
  };
  return { people, active, pick, look: (field) => setCaret(field.selectionStart), press };
}
