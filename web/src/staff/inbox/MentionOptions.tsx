/** Colleagues to call into a note, above the field that a name is typed in; the field keeps the focus. */
import type { Named } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { useStaffWords } from "../words";
import type { MentionList } from "./useMentionList";

export const MENTIONS_ID = "mentions";

export function optionId({ id }: Named): string {
  return `mention-${id}`;
}

export function MentionOptions({ list }: { readonly list: MentionList }) {
  const t = useStaffWords();
  if (list.people.length === 0) return null;
  return (
    <ul className="mention-options" role="listbox" id={MENTIONS_ID} aria-label={t("mention.offer")}>
      {list.people.map((person, index) => (
        <li
          key={person.id}
          id={optionId(person)}
          role="option"
          aria-selected={index === list.active}
          className="menu-item"
          data-focused={index === list.active || undefined}
          // Before the field would lose the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            list.pick(person);
          }}
        >
          <Avatar name={person.name} id={person.id} />
          {person.name}
        </li>
      ))}
    </ul>
  );
}
