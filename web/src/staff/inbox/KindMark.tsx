/** What kind of conversation it is, where it is not the common one with a patient. */
import type { Thread } from "../../live/wire";
import { PeopleIcon, PhoneIcon } from "../../ui/icons";
import { useStaffWords } from "../words";

export function KindMark({ kind }: Pick<Thread, "kind">) {
  const t = useStaffWords();
  if (kind === "portal") return null;
  return (
    <span className="kind-mark">
      {kind === "call" ? <PhoneIcon size={14} /> : <PeopleIcon size={14} />}
      {t(`kind.${kind}`)}
    </span>
  );
}
