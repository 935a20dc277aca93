/** A headed part of the context pane: a few lines, more on demand. */
import { useState, type ReactNode } from "react";

import { Button } from "../../ui/Button";
import { AlertIcon } from "../../ui/icons";
import { useStaffWords } from "../words";

const SHOWN = 5;

export interface PartProps<Item> {
  readonly title: string;
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
  readonly children: (item: Item) => ReactNode;
  /** Said when there is nothing. */
  readonly none?: string;
  /** Carries the warning sign: what must not be overlooked. */
  readonly isAlarm?: boolean;
  /** Stands at the end, below what is more on demand. */
  readonly after?: ReactNode;
}

export function Part<Item>({ title, items, keyOf, children, none, isAlarm, after }: PartProps<Item>) {
  const t = useStaffWords();
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, SHOWN);
  const hidden = items.length - SHOWN;
  return (
    <section className="context-part" data-alarm={isAlarm || undefined}>
      <h3>
        {isAlarm ? <AlertIcon size={16} /> : null}
        {title}
      </h3>
      {items.length === 0 ? <p className="muted small">{none ?? t("context.none")}</p> : null}
      <ul>
        {shown.map((item) => (
          <li key={keyOf(item)}>{children(item)}</li>
        ))}
      </ul>
      {hidden > 0 ? (
        <Button look="link" aria-expanded={isWhole} onPress={() => setWhole(!isWhole)}>
          {isWhole ? t("context.less") : t("context.more", { count: hidden })}
        </Button>
      ) : null}
      {after}
    </section>
  );
}
