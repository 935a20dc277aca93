/** The boxes of conversations with live counts, and the way to administration. */
import type { ReactNode } from "react";
import { Link, useRoute } from "wouter";

import { useSee } from "../../app/live";
import { CheckIcon, InboxIcon, LayersIcon, PersonIcon, SettingsIcon } from "../../ui/icons";
import { boxPath, type Box } from "../places";
import { useScreens } from "../roles";
import { usePools } from "../pools";
import { taskArgs } from "../tasks/boxes";
import { useStaffWords } from "../words";

interface RailProps {
  readonly className?: string;
  /** Called when a link is followed: closes the drawer it may be in. */
  readonly onGo?: () => void;
}

export function Rail({ className, onGo }: RailProps) {
  const t = useStaffWords();
  const screens = useScreens();
  return (
    <nav className={className === undefined ? "rail" : `rail ${className}`} aria-label={t("rail.boxes")}>
      {screens.inbox ? <Boxes onGo={onGo} /> : null}
      {screens.practice || screens.patients ? (
        <ul className="rail-list rail-end">
          <li>
            <RailLink path="/admin" pattern="/admin/*?" icon={<SettingsIcon />} onGo={onGo}>
              {t("rail.people")}
            </RailLink>
          </li>
        </ul>
      ) : null}
    </nav>
  );
}

function Boxes({ onGo }: { readonly onGo: (() => void) | undefined }) {
  const t = useStaffWords();
  // A box that shows nothing because it is closed to the reader would look done.
  const pools = usePools().filter((pool) => pool.open);
  return (
    <>
      <ul className="rail-list">
        <BoxLink box={{ kind: "mine" }} name={t("rail.mine")} icon={<PersonIcon />} onGo={onGo} />
        <BoxLink box={{ kind: "all" }} name={t("rail.all")} icon={<InboxIcon />} onGo={onGo} />
        <TasksLink onGo={onGo} />
      </ul>
      <h2 className="rail-heading" id="rail-pools" hidden={pools.length === 0}>
        {t("rail.pools")}
      </h2>
      <ul className="rail-list" aria-labelledby="rail-pools">
        {pools.map((pool) => (
          <BoxLink key={pool.id} box={{ kind: "pool", id: pool.id }} name={pool.name} icon={<LayersIcon />} onGo={onGo} />
        ))}
      </ul>
    </>
  );
}

interface BoxLinkProps {
  readonly box: Box;
  readonly name: string;
  readonly icon: ReactNode;
  readonly onGo: (() => void) | undefined;
}

function BoxLink({ box, name, icon, onGo }: BoxLinkProps) {
  const t = useStaffWords();
  const counted = useSee("unread.count", {}).data?.boxes ?? [];
  // What is in nobody's box of the reader's is not counted: the list of all has no number that could be worked off.
  const here = counted.find((each) => each.box === ("id" in box ? box.id : box.kind));
  const path = boxPath(box);
  return (
    <li>
      <RailLink path={path} pattern={`${path}/*?`} icon={icon} onGo={onGo}>
        <span className="rail-name">{name}</span>
        {here && here.todo > 0 ? (
          <span className="rail-count figures" data-unread={here.unread > 0 || undefined}>
            {here.todo}
            <span className="hidden-text"> {t("rail.todo")}</span>
            {here.unread > 0 ? <span className="hidden-text">, {t("rail.unread", { count: here.unread })}</span> : null}
          </span>
        ) : null}
      </RailLink>
    </li>
  );
}

/** My own tasks; the number stands out when one of them is late. */
function TasksLink({ onGo }: Pick<BoxLinkProps, "onGo">) {
  const t = useStaffWords();
  const { data, hasMore } = useSee("task.list", taskArgs("mine"));
  const tasks = data?.tasks ?? [];
  const late = tasks.filter((task) => task.overdue).length;
  return (
    <li>
      <RailLink path="/tasks/mine" pattern="/tasks/*?" icon={<CheckIcon />} onGo={onGo}>
        <span className="rail-name">{t("tasks.title")}</span>
        {tasks.length > 0 ? (
          <span className="rail-count figures" data-unread={late > 0 || undefined}>
            {tasks.length}
            {hasMore ? "+" : ""}
            {late > 0 ? <span className="hidden-text">, {t("tasks.late", { count: late })}</span> : null}
          </span>
        ) : null}
      </RailLink>
    </li>
  );
}

interface RailLinkProps {
  readonly path: string;
  readonly pattern: string;
  readonly icon: ReactNode;
  readonly onGo: (() => void) | undefined;
  readonly children: ReactNode;
}

function RailLink({ path, pattern, icon, onGo, children }: RailLinkProps) {
  const [isHere] = useRoute(pattern);
  return (
    <Link href={path} className="rail-link" aria-current={isHere ? "page" : undefined} onClick={onGo}>
      {icon}
      {children}
    </Link>
  );
}
