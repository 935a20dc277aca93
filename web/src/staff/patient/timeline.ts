/** A timeline in the form it is read in: months, in them days, results of one moment together. Pure. */
import type { TimelineItem } from "../../live/wire";

/** What is shown as one: an item, or every result that was measured at one moment. */
export interface Moment {
  readonly key: string;
  readonly items: readonly [TimelineItem, ...TimelineItem[]];
  /** The first of its day. */
  readonly isNewDay: boolean;
}

export interface Month {
  /** The day of its newest item. */
  readonly key: string;
  readonly moments: readonly Moment[];
}

export function monthsOf(items: readonly TimelineItem[]): readonly Month[] {
  const months: { key: string; moments: Moment[] }[] = [];
  for (const item of items) {
    const month = months.at(-1);
    const last = month?.moments.at(-1);
    const isNewDay = last?.items[0].day !== item.day;
    if (last && !isNewDay && isOneOf(last, item)) {
      month?.moments.splice(-1, 1, { ...last, items: [...last.items, item] });
      continue;
    }
    const moment: Moment = { key: item.item, items: [item], isNewDay };
    if (month?.key.slice(0, 7) === item.day.slice(0, 7)) month.moments.push(moment);
    else months.push({ key: item.day, moments: [moment] });
  }
  return months;
}

function isOneOf(moment: Moment, item: TimelineItem): boolean {
  const [first] = moment.items;
  return item.kind === "result" && first.kind === "result" && first.at === item.at;
}
