/** Whom a conversation is with: its patient, or the colleagues in it. */
import type { Id, Named, Thread } from "../../live/wire";
import type { Words } from "../../words/catalogue";
import type { StaffWord } from "../words";

export function whoOf(thread: Thread, me: Id, t: Words<StaffWord>): Named {
  return thread.patient ?? { id: thread.thread, name: colleaguesOf(thread, me) || t("thread.ourselves") };
}

/** The colleagues in it but for the reader. */
export function colleaguesOf(thread: Thread, me: Id): string {
  const others = (thread.members ?? []).filter((member) => member.id !== me);
  return others.map((member) => member.name).join(", ");
}

/** What stands in a row before anything was written in it that the patient sees: who called. */
export function callWords(thread: Thread): string {
  if (!thread.call) return "";
  const { caller, telephone } = thread.call;
  return telephone ? `${caller}, ${telephone}` : caller;
}
