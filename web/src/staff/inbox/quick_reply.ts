/** A quick reply made ready to be read: its language chosen, its variables filled in. Pure. */
import type { Language, Schemas } from "../../live/wire";

export type QuickReply = Schemas["QuickReply"];
export type Values = Schemas["QuickReplyValues"];

export const VARIABLES = ["patient_first_name", "patient_name", "my_name", "practice_name", "practice_telephone", "answer_by"] as const;

/** The first variable that stands for nothing, or a brace that belongs to none, as it is written; null when all is well. */
export function strayIn(text: string): string | null {
  const known: readonly string[] = VARIABLES;
  for (const [whole, name] of text.matchAll(/\{([^{}]*)\}/g)) if (!known.includes(name ?? "")) return whole;
  return /[{}]/.exec(text.replaceAll(/\{[^{}]*\}/g, ""))?.[0] ?? null;
}

/** The language its patient reads, or the one it is written in. */
export function languageFor({ text }: QuickReply, wanted: string): Language {
  const wish: Language = wanted.startsWith("es") ? "es" : "en";
  if (text[wish] !== "") return wish;
  return wish === "en" ? "es" : "en";
}

/** The words as they will stand in the box. */
export function filled(reply: QuickReply, values: Values, language: Language): string {
  const said: Readonly<Record<string, string>> = { ...values, answer_by: sayMoment(values, language) };
  return reply.text[language].replaceAll(/\{(\w+)\}/g, (whole, name: string) => said[name] ?? whole);
}

function sayMoment({ answer_by, time_zone }: Values, language: Language): string {
  const how = { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(language === "es" ? "es-US" : "en-US", { ...how, timeZone: time_zone }).format(new Date(answer_by));
}

/** Those with every typed word in their title or text. */
export function found(replies: readonly QuickReply[], typed: string): readonly QuickReply[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return replies.filter(({ title, text }) => {
    const all = `${title} ${text.en} ${text.es}`.toLowerCase();
    return words.every((word) => all.includes(word));
  });
}
