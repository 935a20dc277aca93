/** What else this patient and the practice have written about. */
import { Link } from "wouter";

import { useSee } from "../../app/live";
import type { Id } from "../../live/wire";
import { boxPath, listArgs } from "../places";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { Part } from "./Part";

export interface OtherConversationsProps {
  readonly patient: Id;
  readonly thread: Id | null;
}

export function OtherConversations({ patient, thread }: OtherConversationsProps) {
  const t = useStaffWords();
  const times = useTimes();
  const box = { kind: "patient", id: patient } as const;
  const { data } = useSee("thread.list", listArgs(box, "any"));
  const others = data?.threads.filter((each) => each.thread !== thread) ?? [];
  if (others.length === 0) return null;
  return (
    <Part title={t("context.threads")} items={others} keyOf={(each) => each.thread}>
      {(each) => (
        <>
          <Link className="fact-name" href={boxPath(box, each.thread)}>
            {each.subject}
          </Link>
          <span className="fact-aside">
            {t(`state.${each.state}`)}, {times.short(each.last_at)}
          </span>
        </>
      )}
    </Part>
  );
}
