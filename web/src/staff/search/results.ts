/** What is found for what is typed: patients, conversations by their subject, messages by their words. */
import { useAtRest, useLast } from "../../app/typed";
import type { Day, Hit, Id, PatientLine } from "../../live/wire";
import { useSeeWhen } from "../asking";

const LETTERS = 2;
const PATIENTS = 5;
const HITS = 12;

/** Where to search: the whole practice, one patient's conversations, or one conversation. */
export type Scope = { readonly kind: "practice" } | { readonly kind: "patient" | "thread"; readonly id: Id };

export type Choice =
  | { readonly kind: "scope"; readonly scope: Exclude<Scope, { kind: "practice" }> }
  | { readonly kind: "patient"; readonly patient: PatientLine }
  | { readonly kind: "thread" | "message"; readonly hit: Hit }
  | { readonly kind: "further" };

export interface Results {
  readonly isAsked: boolean;
  readonly isAsking: boolean;
  readonly choices: readonly Choice[];
  /** The birth date that was read in the text. */
  readonly born: Day | null;
  readonly further: () => void;
}

export function useResults(text: string, scope: Scope, narrower: readonly Scope[]): Results {
  const asked = useAtRest(text.trim());
  const isAsked = asked.length >= LETTERS && text.trim().length >= LETTERS;
  const isWide = scope.kind === "practice";
  const within = isWide ? {} : { [scope.kind]: scope.id };
  const patients = useSeeWhen("patient.search", isAsked && isWide ? { text: asked, limit: PATIENTS } : null);
  const messages = useSeeWhen("message.search", isAsked ? { text: asked, limit: HITS, ...within } : null);
  const people = useLast(patients?.data, isAsked && isWide);
  const found = useLast(messages?.data, isAsked);
  return {
    isAsked,
    isAsking: (patients?.isAsking ?? false) || (messages?.isAsking ?? false),
    choices: isAsked ? choicesOf(people?.patients ?? [], found?.hits ?? [], messages?.hasMore ?? false, narrower) : [],
    born: people?.born ?? null,
    further: () => messages?.more(),
  };
}

/** In the order they are shown: where to search, patients, conversations, messages, and searching further back. */
export function choicesOf(
  patients: readonly PatientLine[],
  hits: readonly Hit[],
  hasMore: boolean,
  narrower: readonly Scope[],
): readonly Choice[] {
  const threads = hits.filter(isBySubject);
  const messages = hits.filter((hit) => !isBySubject(hit));
  return [
    ...narrower.flatMap((scope): Choice[] => (scope.kind === "practice" ? [] : [{ kind: "scope", scope }])),
    ...patients.map((patient): Choice => ({ kind: "patient", patient })),
    ...threads.map((hit): Choice => ({ kind: "thread", hit })),
    ...messages.map((hit): Choice => ({ kind: "message", hit })),
    ...(hasMore ? [{ kind: "further" } as const] : []),
  ];
}

function isBySubject(hit: Hit): boolean {
  return hit.subject.some(({ found }) => found);
}
