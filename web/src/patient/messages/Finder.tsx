/** Looking for words in one's messages: a field above the list, and what was found in place of the list. */

import { useState, type ReactNode } from "react";
import { Link } from "wouter";

import { Marked } from "../../app/Marked";
import { foundQuery } from "../../app/found";
import { useSee } from "../../app/live";
import { useAtRest } from "../../app/typed";
import type { Hit } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Field } from "../../ui/Field";
import { SearchIcon } from "../../ui/icons";
import { Failed } from "../frame/Failed";
import { useTimes } from "../times";
import { usePatientWords } from "../words";

const LETTERS = 2;
const PAGE = 20;

/** children: what is shown while nothing is looked for. */
export function Finder({ children }: { readonly children: ReactNode }) {
  const t = usePatientWords();
  const [text, setText] = useState("");
  const asked = useAtRest(text.trim());
  return (
    <>
      <Field
        label={t("find.label")}
        type="search"
        icon={<SearchIcon size={18} />}
        maxLength={200}
        value={text}
        onChange={setText}
      />
      {asked.length < LETTERS || text.trim() === "" ? children : <Matches text={asked} />}
    </>
  );
}

function Matches({ text }: { readonly text: string }) {
  const t = usePatientWords();
  const { data, refusal, isAsking, hasMore, more, again } = useSee("message.search", { text, limit: PAGE });
  const count = data?.hits.length ?? 0;
  return (
    <section className="stack" aria-label={t("find.results")}>
      {refusal ? <Failed failure={refusal} onAgain={again} /> : null}
      <p className="muted" role="status">
        {isAsking ? t("find.looking") : refusal ? "" : t("find.count", { count })}
      </p>
      {count > 0 ? <ul className="rows card">{data?.hits.map((hit) => <HitRow key={hit.message} hit={hit} />)}</ul> : null}
      {hasMore ? (
        <Button wide onPress={more} isPending={isAsking}>
          {t("find.further")}
        </Button>
      ) : null}
    </section>
  );
}

function HitRow({ hit }: { readonly hit: Hit }) {
  const times = useTimes();
  return (
    <li>
      <Link href={`/messages/${hit.thread}${foundQuery(hit.message)}`} className="thread-row">
        <span className="thread-row-words">
          <span className="thread-row-head">
            <span className="thread-row-subject">
              <Marked parts={hit.subject} />
            </span>
            <time dateTime={hit.sent_at}>{times.short(hit.sent_at)}</time>
          </span>
          <span className="thread-row-patient">{hit.author.name}</span>
          <span className="thread-row-line" dir="auto">
            <Marked parts={hit.snippet} />
          </span>
        </span>
      </Link>
    </li>
  );
}
