/** Who has a conversation, in words. */
import type { Id, Thread } from "../../live/wire";
import type { Words } from "../../words/catalogue";
import type { StaffWord } from "../words";

export function ownerWords(thread: Thread, me: Id, t: Words<StaffWord>): string {
  if (!thread.owner) return thread.state === "closed" ? "" : t("row.unassigned");
  return thread.owner.id === me ? t("row.mine") : t("row.owner", { name: thread.owner.name });
}
