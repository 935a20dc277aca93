/** People, threads and messages of the tests. */

import type { Me } from "../auth";
import type { By, Message, Thread } from "../wire";

export const anaMe: Me = {
  actor: {
    person: "ana",
    practice: "harbour",
    face: "patient",
    roles: ["patient"],
    name: "Ana Ruiz",
    patients: [{ id: "pt-ana", name: "Ana Ruiz", relation: "self", scope: "full" }],
  },
  practice: { id: "harbour", name: "Harbour Clinic", telephone: "+1 555 010 0100", time_zone: "America/New_York", languages: ["en", "es"] },
  language: "en",
  mfa: "none",
  idle_s: 1800,
  demo: true,
  mails: false,
  places: [],
};

export const benMe: Me = { ...anaMe, actor: { ...anaMe.actor, person: "ben", name: "Ben Ruiz" } };

export const linMe: Me = {
  ...anaMe,
  actor: { person: "lin", practice: "harbour", face: "staff", roles: ["nurse"], name: "Lin Park", patients: [] },
};

export const lin: By = { id: "lin", name: "Lin Park", role: "nurse" };
export const ana: By = { id: "ana", name: "Ana Ruiz", role: "patient" };

export function threadOf(thread: string, change: Partial<Thread> = {}): Thread {
  return {
    thread,
    rev: 1,
    kind: "portal",
    patient: { id: "pt-ana", name: "Ana Ruiz" },
    topic: "t-general",
    subject: "A question",
    pool: "nurses",
    seen_by_staff: 0,
    seen_by_patient: 0,
    state: "open",
    last_at: "2026-11-21T09:00:00.000Z",
    last_line: "Hello",
    unread: 0,
    urgent: false,
    ...change,
  };
}

export function messageOf(message: string, change: Partial<Message> = {}): Message {
  return {
    message,
    rev: 1,
    thread: "th1",
    author: lin,
    body: `Body of ${message}`,
    internal: false,
    attachments: [],
    sent_at: "2026-11-21T09:00:00.000Z",
    state: "sent",
    ...change,
  };
}
