/** Handing a conversation to a person or back to a pool; with a comment, a dialog asks for it. */
import { useMe, useSee } from "../../app/live";
import type { Thread } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ChevronDownIcon, LayersIcon, NoteIcon } from "../../ui/icons";
import { Menu, MenuItem, MenuSection, MenuSeparator } from "../../ui/Menu";
import { usePools } from "../pools";
import { useStaffWords } from "../words";
import { useReceivers } from "./AssignDialog";
import type { ThreadActions } from "./thread_actions";

export interface AssignMenuProps {
  readonly thread: Thread;
  readonly actions: ThreadActions;
}

export function AssignMenu({ thread, actions }: AssignMenuProps) {
  const t = useStaffWords();
  const { actor } = useMe();
  const people = useSee("staff.list", {}).data?.people ?? [];
  const pools = usePools();
  const receivers = useReceivers();
  const choose = (key: string) => {
    const receiver = receivers.get(key);
    if (receiver) actions.assign(receiver);
    else actions.ask("comment");
  };
  return (
    <Menu
      label={t("thread.assignLabel")}
      placement="bottom end"
      isOpen={actions.asking === "assign"}
      onOpenChange={(isOpen) => {
        // A dialog that an item opened stays.
        if (isOpen || actions.asking === "assign") actions.ask(isOpen ? "assign" : null);
      }}
      onAction={choose}
      trigger={
        <Button>
          {t("thread.assign")}
          <ChevronDownIcon size={16} />
        </Button>
      }
    >
      <MenuSection name={t("thread.assignPerson")}>
        {people.map((person) => (
          <MenuItem
            key={person.id}
            id={`person-${person.id}`}
            name={person.id === actor.person ? t("thread.me", { name: person.name }) : person.name}
            hint={t(`role.${person.role}`)}
            icon={<Avatar name={person.name} id={person.id} />}
            isCurrent={thread.owner?.id === person.id}
          />
        ))}
      </MenuSection>
      <MenuSection name={t("thread.assignPool")}>
        {pools.map((pool) => (
          <MenuItem
            key={pool.id}
            id={`pool-${pool.id}`}
            name={pool.name}
            icon={<LayersIcon />}
            isCurrent={!thread.owner && thread.pool === pool.id}
          />
        ))}
      </MenuSection>
      <MenuSeparator />
      <MenuItem id="comment" name={t("assign.withComment")} icon={<NoteIcon />} />
    </Menu>
  );
}
