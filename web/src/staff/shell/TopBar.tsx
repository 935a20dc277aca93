/** The top bar: where I am, finding a patient, a new conversation, the connection, me. */
import { useState } from "react";

import { useMe } from "../../app/live";
import { Button } from "../../ui/Button";
import { Drawer } from "../../ui/Drawer";
import { MenuIcon, PencilIcon, PhoneIcon } from "../../ui/icons";
import { Tooltip } from "../../ui/Tooltip";
import { CalledList } from "../inbox/CalledList";
import type { NewKind } from "../inbox/NewConversation";
import { useScreens } from "../roles";
import { SearchBox } from "../search/SearchBox";
import { useStaffWords } from "../words";
import { AccountMenu } from "./AccountMenu";
import { Connection } from "./Connection";
import { Rail } from "./Rail";

interface TopBarProps {
  readonly onNew: (kind: NewKind) => void;
  readonly onKeys: () => void;
  readonly onMail: () => void;
  readonly onSecondStep: () => void;
}

export function TopBar({ onNew, onKeys, onMail, onSecondStep }: TopBarProps) {
  const t = useStaffWords();
  const { practice } = useMe();
  const { inbox } = useScreens();
  const [isRailOpen, setRailOpen] = useState(false);
  return (
    <header className="topbar">
      <div className="topbar-rail">
        <Button look="quiet" icon={<MenuIcon />} aria-label={t("rail.open")} onPress={() => setRailOpen(true)} />
        <Drawer title={practice.name} closeLabel={t("staff.close")} isOpen={isRailOpen} onClose={() => setRailOpen(false)} side="start">
          <Rail onGo={() => setRailOpen(false)} />
        </Drawer>
      </div>
      <p className="topbar-brand">
        <img src={`${import.meta.env.BASE_URL}icon.svg`} alt="" width="24" height="24" />
        <span className="topbar-practice">{practice.name}</span>
      </p>
      {inbox ? <SearchBox /> : null}
      <div className="topbar-end">
        {inbox ? (
          <>
            <Tooltip words={t("call.new")} shortcut="P">
              <Button icon={<PhoneIcon />} aria-label={t("call.new")} onPress={() => onNew("call")} />
            </Tooltip>
            <Tooltip words={t("rail.new")} shortcut="C">
              <Button look="primary" icon={<PencilIcon />} aria-label={t("rail.new")} onPress={() => onNew("patient")} />
            </Tooltip>
          </>
        ) : null}
        {inbox ? <CalledList /> : null}
        <Connection />
        <AccountMenu onKeys={onKeys} onMail={onMail} onSecondStep={onSecondStep} />
      </div>
    </header>
  );
}
