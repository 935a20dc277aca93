/** Which states the queue shows: one of a few, as a row of small toggles. */
import { Radio, RadioGroup } from "react-aria-components";

import type { Filter } from "../places";
import { useStaffWords, type StaffWord } from "../words";

const NAMES: Readonly<Record<Filter, StaffWord>> = {
  todo: "box.active",
  unread: "box.unread",
  urgent: "box.urgent",
  overdue: "box.overdue",
  waiting: "box.waiting",
  snoozed: "box.snoozed",
  done: "box.done",
  closed: "box.closed",
  any: "box.any",
};

export interface FiltersProps {
  readonly filters: readonly Filter[];
  readonly selected: Filter;
  readonly onSelect: (filter: Filter) => void;
}

export function Filters({ filters, selected, onSelect }: FiltersProps) {
  const t = useStaffWords();
  const pick = (value: string) => {
    const filter = filters.find((each) => each === value);
    if (filter) onSelect(filter);
  };
  return (
    <RadioGroup className="filters" aria-label={t("box.filter")} orientation="horizontal" value={selected} onChange={pick}>
      {filters.map((filter) => (
        <Radio key={filter} value={filter} className="filters-one">
          {t(NAMES[filter])}
        </Radio>
      ))}
    </RadioGroup>
  );
}
