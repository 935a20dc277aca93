/** Problems or medicines: those that hold now, and on demand those that are over, each with its end. */
import { useId, useState } from "react";

import { Button } from "../../ui/Button";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { Part } from "./Part";
import { plainName } from "./plain";
import { isPast, standingWord, type Standing } from "./standing";

interface Fact extends Standing {
  readonly id: string;
  readonly name: string;
}

interface PresentAndPastProps<Item extends Fact> {
  readonly title: string;
  readonly facts: readonly Item[];
  /** What is said under the name while it holds. */
  readonly children: (item: Item) => string | null;
}

export function PresentAndPast<Item extends Fact>({ title, facts, children }: PresentAndPastProps<Item>) {
  const t = useStaffWords();
  const present = facts.filter((fact) => !isPast(fact));
  const past = facts.filter(isPast);
  return (
    <Part
      title={title}
      items={present}
      keyOf={(fact) => fact.id}
      none={t(past.length > 0 ? "context.noneNow" : "context.none")}
      after={past.length > 0 ? <Past facts={past} /> : null}
    >
      {(fact) => {
        const aside = children(fact);
        const mark = standingWord(fact);
        return (
          <>
            <span className="fact-name">{plainName(fact.name)}</span>
            {mark ? <span className="fact-mark">{t(mark)}</span> : null}
            {aside ? <span className="fact-aside">{aside}</span> : null}
          </>
        );
      }}
    </Part>
  );
}

function Past({ facts }: { readonly facts: readonly Fact[] }) {
  const t = useStaffWords();
  const times = useTimes();
  const listId = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="link" aria-expanded={isOpen} aria-controls={listId} onPress={() => setOpen(!isOpen)}>
        {t("context.past", { count: facts.length })}
      </Button>
      <ul id={listId} className="facts-past" hidden={!isOpen}>
        {facts.map((fact) => (
          <li key={fact.id}>
            <span className="fact-name">{plainName(fact.name)}</span>
            <span className="fact-aside">
              {t(standingWord(fact) ?? "context.ended")}
              {fact.until ? `, ${t("context.until", { date: times.date(fact.until) })}` : ""}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
