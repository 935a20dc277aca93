/** What was found, in groups: where to look, patients, conversations, messages. */
import { useEffect } from "react";

import { Marked } from "../../app/Marked";
import { Avatar } from "../../ui/Avatar";
import { BackIcon, MessageIcon, NoteIcon, SearchIcon } from "../../ui/icons";
import { announce } from "../../ui/LiveRegion";
import { useTimes } from "../times";
import { useStaffWords, type StaffWord } from "../words";
import type { Choice, Results } from "./results";

export interface ResultListProps {
  readonly id: string;
  readonly results: Results;
  readonly current: number;
  readonly onPick: (choice: Choice) => void;
  readonly onPoint: (at: number) => void;
}

const GROUPS: Readonly<Record<Choice["kind"], StaffWord>> = {
  scope: "search.narrow",
  patient: "search.patients",
  thread: "search.threads",
  message: "search.messages",
  further: "search.messages",
};

export function ResultList({ id, results, current, onPick, onPoint }: ResultListProps) {
  const t = useStaffWords();
  const times = useTimes();
  const { choices, isAsking, born } = results;
  const found = choices.filter(({ kind }) => kind !== "scope" && kind !== "further").length;
  useEffect(() => {
    if (!isAsking) announce(t("search.found", { count: found }));
  }, [t, isAsking, found]);
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [id, current]);
  return (
    <div className="popover search-list">
      {born ? <p className="search-born">{t("search.bornRead", { date: times.date(born) })}</p> : null}
      {choices.length > 0 ? (
        <div id={id} role="listbox" aria-label={t("search.results")}>
          {groupsOf(choices).map(([word, from, group]) => (
            <div key={word} role="group" aria-label={t(word)}>
              <p className="menu-heading" aria-hidden="true">
                {t(word)}
              </p>
              {group.map((choice, at) => (
                <div
                  key={keyOf(choice)}
                  className="menu-item search-choice"
                  id={`${id}-${from + at}`}
                  role="option"
                  aria-selected={from + at === current}
                  data-focused={from + at === current || undefined}
                  // The field keeps the focus: what is under the finger is chosen, not gone to.
                  onPointerDown={(event) => event.preventDefault()}
                  onPointerMove={() => onPoint(from + at)}
                  onClick={() => onPick(choice)}
                >
                  <ChoiceWords choice={choice} />
                </div>
              ))}
            </div>
          ))}
        </div>
      ) : null}
      {found === 0 && !isAsking ? <p className="menu-heading">{t("search.none")}</p> : null}
    </div>
  );
}

/** What stands under one heading, and how many choices come before it. */
function groupsOf(choices: readonly Choice[]): readonly (readonly [StaffWord, number, readonly Choice[]])[] {
  const words = [...new Set(choices.map(({ kind }) => GROUPS[kind]))];
  return words.map((word) => {
    const group = choices.filter(({ kind }) => GROUPS[kind] === word);
    return [word, group[0] ? choices.indexOf(group[0]) : 0, group];
  });
}

function ChoiceWords({ choice }: { readonly choice: Choice }) {
  const t = useStaffWords();
  const times = useTimes();
  switch (choice.kind) {
    case "scope":
      return (
        <>
          <SearchIcon size={18} />
          {t(choice.scope.kind === "thread" ? "search.inThread" : "search.inPatient")}
        </>
      );
    case "further":
      return (
        <>
          <BackIcon size={18} />
          {t("search.further")}
        </>
      );
    case "patient":
      return (
        <>
          <Avatar name={choice.patient.name} id={choice.patient.id} />
          <span className="menu-item-words">
            <span>{choice.patient.name}</span>
            {choice.patient.born ? (
              <span className="menu-item-hint">{t("search.born", { date: times.date(choice.patient.born) })}</span>
            ) : null}
          </span>
        </>
      );
    default: {
      const { hit } = choice;
      return (
        <>
          {hit.internal ? <NoteIcon size={18} /> : <MessageIcon size={18} />}
          <span className="menu-item-words">
            <span className="search-line">
              <span className="search-subject">
                <Marked parts={hit.subject} />
              </span>
              <time className="menu-item-hint" dateTime={hit.sent_at}>
                {times.stamp(hit.sent_at)}
              </time>
            </span>
            <span className="search-snippet" dir="auto">
              <Marked parts={hit.snippet} />
            </span>
            <span className="menu-item-hint">
              {hit.patient === undefined || hit.author.id === hit.patient.id || hit.author.name === hit.patient.name
                ? hit.author.name
                : t("search.by", { patient: hit.patient.name, author: hit.author.name })}
              {hit.internal ? `, ${t("message.internal")}` : ""}
            </span>
          </span>
        </>
      );
    }
  }
}

function keyOf(choice: Choice): string {
  switch (choice.kind) {
    case "scope":
      return `scope ${choice.scope.kind}`;
    case "patient":
      return `patient ${choice.patient.id}`;
    case "further":
      return "further";
    default:
      return `message ${choice.hit.message}`;
  }
}
