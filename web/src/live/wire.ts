/** The wire as TypeScript: shapes, commands, queries, events and frames of docs/protocol.md. Types only. */

export type Id = string;
/** RFC 3339 UTC with milliseconds. */
export type Instant = string;
/** YYYY-MM-DD. */
export type Day = string;
/** An opaque place in the log: compared for equality and stored, nothing else. */
export type Cursor = string;
export type Topic = string;
export type Language = "en" | "es";
export type Face = "patient" | "staff";
export type Role = "patient" | "proxy" | "provider" | "nurse" | "front_desk" | "biller" | "admin" | "auditor";

export interface Named {
  readonly id: Id;
  readonly name: string;
}

export interface SpokenFor extends Named {
  readonly relation: "self" | "proxy";
}

export interface Actor {
  readonly person: Id;
  readonly practice: Id;
  readonly face: Face;
  readonly roles: readonly Role[];
  readonly name: string;
  readonly patients: readonly SpokenFor[];
}

/** Who did it, and for whom when a proxy speaks. */
export interface By extends Named {
  readonly role: Role;
  readonly for?: Named | null;
}

export type ThreadState = "open" | "waiting" | "snoozed" | "closed";

export interface Thread {
  readonly thread: Id;
  readonly rev: number;
  readonly patient: Named;
  readonly topic: Id | null;
  readonly subject: string;
  readonly pool: Id | null;
  readonly owner?: Named | null;
  readonly state: ThreadState;
  readonly due_at?: Instant | null;
  readonly snoozed_until?: Instant | null;
  readonly last_at: Instant;
  readonly last_line: string;
  /** Messages the reader has not read. */
  readonly unread: number;
  readonly urgent: boolean;
  /** How far each side has read: the `n` of a message. */
  readonly seen_by_staff?: number;
  readonly seen_by_patient?: number;
}

export interface Attachment {
  readonly file: Id;
  readonly name: string;
  readonly mime: string;
  readonly size_bytes: number;
}

export type MessageState = "held" | "sent" | "seen" | "retracted";

export interface Message {
  readonly message: Id;
  readonly rev: number;
  readonly thread: Id;
  readonly author: By;
  readonly body: string;
  readonly internal: boolean;
  readonly attachments: readonly Attachment[];
  readonly sent_at: Instant;
  readonly amended_at?: Instant | null;
  readonly state: MessageState;
  /** Its place in the thread. */
  readonly n?: number;
}

/** What was retracted from the reader or is absent. */
export interface Gone {
  readonly state: "gone";
}

export interface Unread {
  readonly threads: number;
  readonly messages: number;
  readonly urgent: number;
}

export interface Practice extends Named {
  readonly telephone: string;
  readonly time_zone: string;
}

export interface ChartPatient extends Named {
  readonly born: Day;
  readonly sex: string;
  readonly language: string | null;
  readonly telephone: string | null;
}

export interface ChartFact extends Named {
  readonly code?: string | null;
  readonly since?: string | null;
}

export interface ChartSummary {
  readonly patient: ChartPatient;
  readonly problems: readonly (ChartFact & { readonly status?: string | null })[];
  readonly medicines: readonly (ChartFact & { readonly status?: string | null; readonly dose?: string | null })[];
  readonly allergies: readonly (ChartFact & { readonly criticality?: string | null })[];
  readonly results: readonly {
    readonly id: Id;
    readonly name: string;
    readonly code?: string | null;
    readonly value?: number | null;
    readonly unit?: string | null;
    readonly text?: string | null;
    readonly at: string;
  }[];
  readonly visits: readonly { readonly id: Id; readonly name: string; readonly at: string }[];
}

export interface Member {
  readonly membership: Id;
  readonly person: Named;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly pools: readonly Id[];
  readonly state: "invited" | "active" | "ended";
  readonly invited_until?: Instant | null;
}

export interface PatientLine extends Named {
  readonly born: Day;
}

/** What a patient may write about; `names` holds it in each language. */
export interface WrittenTopic extends Named {
  readonly pool: Id;
  readonly names?: Partial<Record<Language, string>> | null;
}

export interface Draft {
  readonly key: string;
  readonly body: string;
  readonly at: Instant;
}

interface Link {
  readonly link: string;
  readonly expires_at: Instant;
}

type Nothing = Record<string, never>;
type Revised = { readonly message: Id; readonly rev: number };

export interface Commands {
  "thread.open": {
    args: { patient: Id; topic: Id; subject: string; body: string; pool?: Id; attachments?: Id[] };
    result: { readonly thread: Id; readonly message: Id };
  };
  "message.post": {
    args: { thread: Id; body: string; attachments?: Id[]; internal?: boolean; hold_s?: number };
    result: { readonly message: Id };
  };
  "message.amend": { args: { message: Id; body: string }; result: Revised };
  "message.retract": { args: { message: Id; reason: string }; result: Revised };
  "message.cancel": { args: { message: Id }; result: Revised };
  "thread.read": { args: { thread: Id; upto: Id }; result: Nothing };
  "thread.claim": { args: { thread: Id }; result: Nothing };
  "thread.assign": { args: { thread: Id; person?: Id; pool?: Id }; result: Nothing };
  "thread.close": { args: { thread: Id }; result: Nothing };
  "thread.reopen": { args: { thread: Id }; result: Nothing };
  "thread.snooze": { args: { thread: Id; until: Instant; reason?: string }; result: Nothing };
  "draft.save": { args: { key: string; body: string }; result: Nothing };
  "patient.register": {
    args: {
      name: { given: string; family: string };
      born: Day;
      sex: string;
      email?: string;
      telephone?: string;
      language: Language;
    };
    result: { readonly patient: Id };
  };
  "patient.invite": { args: { patient: Id; email: string }; result: Link };
  "member.invite": { args: { name: string; email: string; roles: Role[]; pools: Id[] }; result: Link };
  "member.end": { args: { membership: Id }; result: Nothing };
  "member.reset": { args: { person: Id }; result: Link };
  "proxy.grant": {
    args: { patient: Id; email: string; name: string; scope: "full" | "limited"; until?: Day };
    result: Partial<Link>;
  };
  "proxy.end": { args: { proxy: Id }; result: Nothing };
  "pool.create": { args: { name: string }; result: { readonly pool?: Id } };
  "topic.create": { args: { name: Record<Language, string>; pool: Id }; result: { readonly topic?: Id } };
  "access.break_glass": { args: { patient: Id; reason: string }; result: Nothing };
}

export type ThreadBox = "mine" | "pool" | "all" | "patient";

export interface Queries {
  "thread.list": {
    args: { box: ThreadBox; pool?: Id; patient?: Id; state?: ThreadState; after?: string; limit: number };
    data: { readonly threads: readonly Thread[]; readonly next: string | null };
  };
  "thread.page": {
    args: { thread: Id; before?: string; limit: number };
    data: { readonly thread: Thread; readonly messages: readonly Message[]; readonly next: string | null };
  };
  "unread.count": { args: Nothing; data: Unread };
  "topic.list": { args: Nothing; data: { readonly topics: readonly WrittenTopic[] } };
  "pool.list": { args: Nothing; data: { readonly pools: readonly Named[] } };
  "patient.search": { args: { text: string; limit: number }; data: { readonly patients: readonly PatientLine[] } };
  "patient.mine": { args: Nothing; data: { readonly patients: readonly PatientLine[] } };
  "practice.show": { args: Nothing; data: { readonly practice: Practice; readonly answer_by: Instant } };
  "chart.summary": { args: { patient: Id }; data: ChartSummary };
  "member.list": { args: Nothing; data: { readonly members: readonly Member[] } };
  "staff.list": { args: Nothing; data: { readonly people: readonly (Named & { readonly role: Role })[] } };
  "draft.list": { args: Nothing; data: { readonly drafts: readonly Draft[] } };
}

export type CommandName = keyof Commands;
export type QueryName = keyof Queries;
export type Args<N extends CommandName> = Commands[N]["args"];
export type Result<N extends CommandName> = Commands[N]["result"];
export type Asked<N extends QueryName> = Queries[N]["args"];
export type Data<N extends QueryName> = Queries[N]["data"];

/** What happened, rendered for this reader as the subject is now. Unknown kinds are ignored. */
export interface LiveEvent {
  readonly kind: string;
  readonly subject: Id;
  readonly rev: number;
  readonly at: Instant;
  readonly by?: By | null;
  readonly for?: Named | null;
  readonly command?: Id | null;
  readonly data: unknown;
  /** Beside message.*: the thread as it stands now for this reader. */
  readonly thread?: Thread | null;
}
