/** Handing a conversation to a person or back to a pool. */
import { useMe, useSee } from "../../app/live";
import type { Thread } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { ChevronDownIcon, LayersIcon } from "../../ui/icons";
import { Menu, MenuItem, MenuSection } from "../../ui/Menu";
import { usePools } from "../pools";
import { useStaffWords } from "../words";
import type { ThreadActions } from "./actions";

export interface AssignMenuProps {
  readonly thread: Thread;
  readonly actions: ThreadActions;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
}

export function AssignMenu({ thread, actions, isOpen, onOpenChange }: AssignMenuProps) {
  const t = useStaffWords();
  const { actor } = useMe();
  const people = useSee("staff.list", {}).data?.people ?? [];
  const pools = usePools();
  const assign = (key: string) => {
    const person = people.find((each) => `person-${each.id}` === key);
    if (person) actions.assignTo(person);
    const pool = pools.find((each) => `pool-${each.id}` === key);
    if (pool) actions.assignToPool(pool);
  };
  return (
    <Menu
      label={t("thread.assignLabel")}
      placement="bottom end"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onAction={assign}
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
    </Menu>
  );
}
