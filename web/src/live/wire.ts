/** The wire under the names the web uses. Types only, and all of them from the contract: `make wire` renews it. */

import type { components, paths } from "./wire.gen";

export type Schemas = components["schemas"];

export type Id = string;
/** RFC 3339 UTC with milliseconds. */
export type Instant = string;
/** YYYY-MM-DD. */
export type Day = string;
/** An opaque place in the log: compared for equality and stored, nothing else. */
export type Cursor = string;
export type Topic = string;

export type Named = Schemas["Named"];
export type SpokenFor = Schemas["SpokenFor"];
export type Actor = Schemas["Actor"];
export type Face = Actor["face"];
export type Role = Actor["roles"][number];
export type Language = keyof Schemas["Names"];
export type Practice = Schemas["Practice"];

/** Who did it, and for whom when a proxy speaks. The contract's empty role stands only beside what is gone. */
export type By = Omit<Schemas["By"], "role"> & { readonly role: Role };

export type Thread = Schemas["Thread"];
export type ThreadState = Thread["state"];
export type ThreadBox = Schemas["ListThreads"]["box"];
export type Task = Schemas["Task"];
export type Message = Omit<Schemas["Message"], "author" | "n"> & { readonly author: By; readonly n?: number };
export type MessageState = Message["state"];
export type Attachment = Schemas["Attachment"];
export type Hit = Omit<Schemas["Hit"], "author"> & { readonly author: By };
export type Part = Schemas["Part"];
export type TimelineItem = Schemas["TimelineItem"];
export type TimelineKind = TimelineItem["kind"];
export type Gone = Schemas["Gone"];
export type Unread = Schemas["Unread"];
export type Draft = Schemas["Draft"];

export type ChartSummary = Schemas["ChartSummary"];
export type ChartPatient = Schemas["ChartPatient"];
export type Member = Schemas["Member"];
export type PatientLine = Omit<Schemas["Patient"], "rev">;
export type WrittenTopic = Schemas["Topic"];

type Under<Prefix extends string> = keyof paths extends infer Path
  ? Path extends `${Prefix}${infer Name}`
    ? Name
    : never
  : never;

export type CommandName = Under<"/api/do/">;
export type QueryName = Under<"/api/see/">;

type Command<N extends CommandName> = paths[`/api/do/${N}`]["post"];
type Query<N extends QueryName> = paths[`/api/see/${N}`]["post"];
type Asks<Call> = Call extends {
  readonly requestBody: { readonly content: { readonly "application/json": { readonly args: infer A } } };
}
  ? A
  : never;
type Answers<Call> = Call extends {
  readonly responses: { readonly 200: { readonly content: { readonly "application/json": infer A } } };
}
  ? A
  : never;

export type Args<N extends CommandName> = Asks<Command<N>>;
export type Result<N extends CommandName> = Answers<Command<N>> extends { readonly result: infer R } ? R : never;
export type Asked<N extends QueryName> = Asks<Query<N>>;
export type Data<N extends QueryName> = N extends "thread.page"
  ? Omit<Schemas["ThreadPage"], "messages"> & { readonly messages: readonly Message[] }
  : N extends "message.search"
    ? Omit<Schemas["Hits"], "hits"> & { readonly hits: readonly Hit[] }
  : Answers<Query<N>> extends { readonly data: infer D }
    ? D
    : never;

/** What happened, rendered for this reader as the subject is now. Unknown kinds are ignored. */
export interface LiveEvent extends Omit<Schemas["GoneEvent"], "kind" | "by" | "data"> {
  readonly kind: string;
  readonly by: By;
  readonly data: unknown;
  /** Beside message.*: the thread as it stands now for this reader. */
  readonly thread?: Thread;
}
