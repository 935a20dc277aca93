/** One field for everything: patients, conversations and messages as someone types, by keyboard alone. */
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { useLocation, useRoute } from "wouter";

import { foundQuery } from "../../app/found";
import type { Id } from "../../live/wire";
import { useRecord } from "../../app/live";
import { CloseIcon, SearchIcon } from "../../ui/icons";
import { boxOf, boxPath } from "../places";
import { useStaffWords, type StaffWord } from "../words";
import { ResultList } from "./ResultList";
import { useResults, type Choice, type Scope } from "./results";
import "../../ui/Field.css";
import "../../ui/popover.css";
import "./search.css";

const FIELD_ID = "search";
const WIDE: Scope = { kind: "practice" };
let before: Element | null = null;

/** From anywhere; Esc leads back to where one was. */
export function focusSearch() {
  before = document.activeElement;
  document.getElementById(FIELD_ID)?.focus();
}

export function SearchBox() {
  const t = useStaffWords();
  const [text, setText] = useState("");
  const [scope, setScope] = useState<Scope>(WIDE);
  const [isOpen, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const here = useHere();
  const narrower = scope.kind === "practice" ? here.scopes : [];
  const results = useResults(text, scope, narrower);
  const { choices } = results;
  const firstFound = choices.findIndex(({ kind }) => kind !== "scope");
  const current = choices[at] ? at : Math.max(0, firstFound);
  const isShown = isOpen && results.isAsked;

  const type = (typed: string) => {
    setText(typed);
    setOpen(true);
    setAt(narrower.length);
  };
  const leave = () => {
    setText("");
    setScope(WIDE);
    setOpen(false);
    if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
    else document.getElementById("main")?.focus();
  };
  const pick = usePick({ here, scope, onScope: (narrow) => (setScope(narrow), setAt(0), input.current?.focus()), onFurther: results.further, onGone: leave });

  const press = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setOpen(true);
      if (choices.length > 0) setAt((current + step + choices.length) % choices.length);
    } else if (event.key === "Enter" && isShown && choices[current]) {
      event.preventDefault();
      pick(choices[current]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      leave();
    } else if (event.key === "Backspace" && text === "" && scope.kind !== "practice") {
      setScope(WIDE);
    }
  };

  return (
    <div
      className="topbar-search search"
      role="search"
      onBlur={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setOpen(false);
      }}
    >
      <label className="hidden-text" htmlFor={FIELD_ID}>
        {t("search.label")}
      </label>
      <div className="field-icon search-field" data-scoped={scope.kind !== "practice" || undefined}>
        <SearchIcon size={18} />
        {scope.kind === "practice" ? null : (
          <button type="button" className="search-scope" aria-label={t("search.everywhere")} onClick={() => (setScope(WIDE), input.current?.focus())}>
            {t(SCOPES[scope.kind])}
            <CloseIcon size={14} />
          </button>
        )}
        <input
          id={FIELD_ID}
          ref={input}
          className="field-input"
          role="combobox"
          type="text"
          autoComplete="off"
          spellCheck={false}
          aria-expanded={isShown && choices.length > 0}
          aria-controls={list}
          aria-autocomplete="list"
          aria-activedescendant={isShown && choices[current] ? `${list}-${current}` : undefined}
          placeholder={t("search.hint")}
          maxLength={200}
          value={text}
          onChange={(event) => type(event.target.value)}
          onFocus={() => setOpen(true)}
          onKeyDown={press}
        />
      </div>
      {isShown ? (
        <ResultList id={list} results={results} current={current} onPick={pick} onPoint={setAt} />
      ) : null}
    </div>
  );
}

const SCOPES: Readonly<Record<"patient" | "thread", StaffWord>> = { patient: "search.inPatient", thread: "search.inThread" };

interface Here {
  readonly box: string | null;
  readonly thread: Id | null;
  readonly scopes: readonly Scope[];
}

/** The conversation and the patient in front of somebody, to which a search can be narrowed. */
function useHere(): Here {
  const [, params] = useRoute("/inbox/:box/:thread?");
  const thread = params?.thread ?? null;
  const record = useRecord("thread", thread ?? "");
  const box = params ? boxOf(params.box) : null;
  const patient = record?.patient?.id ?? (box?.kind === "patient" ? box.id : null);
  const scopes: Scope[] = [];
  if (thread !== null) scopes.push({ kind: "thread", id: thread });
  if (patient !== null) scopes.push({ kind: "patient", id: patient });
  return { box: params?.box ?? null, thread, scopes };
}

interface Picking {
  readonly here: Here;
  readonly scope: Scope;
  readonly onScope: (scope: Scope) => void;
  readonly onFurther: () => void;
  readonly onGone: () => void;
}

/** What a choice leads to. A conversation opens among all of its patient's, one that is open already stays where it is. */
function usePick({ here, onScope, onFurther, onGone }: Picking) {
  const [, go] = useLocation();
  return (choice: Choice) => {
    if (choice.kind === "scope") return onScope(choice.scope);
    if (choice.kind === "further") return onFurther();
    onGone();
    if (choice.kind === "patient") {
      go(boxPath({ kind: "patient", id: choice.patient.id }));
      return document.getElementById("main")?.focus();
    }
    const { thread, patient, message } = choice.hit;
    const around = patient ? ({ kind: "patient", id: patient.id } as const) : ({ kind: "mine" } as const);
    const box = here.thread === thread && here.box !== null ? boxOf(here.box) : around;
    go(boxPath(box, thread) + foundQuery(message));
  };
}
