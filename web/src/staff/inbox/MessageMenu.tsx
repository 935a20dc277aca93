/** What can be done with one message: change one's own, take it back, see what it said before. */
import { useState } from "react";

import { useConnection } from "../../app/live";
import type { Message } from "../../live/wire";
import { Button } from "../../ui/Button";
import { ClockIcon, MoreIcon, PencilIcon, UndoIcon } from "../../ui/icons";
import { Menu, MenuItem } from "../../ui/Menu";
import { useScreens } from "../roles";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { AmendMessage, RetractMessage } from "./OwnMessage";
import { Versions } from "./Versions";

type Doing = "amend" | "retract" | "versions";

export function MessageMenu({ message, isMine }: { readonly message: Message; readonly isMine: boolean }) {
  const t = useStaffWords();
  const times = useTimes();
  const { chart } = useScreens();
  const isLive = useConnection().kind === "live";
  const [doing, setDoing] = useState<Doing | null>(null);
  const isStanding = message.state === "sent" || message.state === "seen";
  const hasVersions = chart && (message.amended_at !== undefined || message.state === "retracted");
  if (message.state === "held" || (!hasVersions && !(isMine && isStanding))) return null;
  const close = () => setDoing(null);
  return (
    <>
      <Menu
        label={t("message.menu")}
        placement="bottom end"
        onAction={(key) => setDoing(key as Doing)}
        trigger={
          <Button
            look="quiet"
            className="message-menu"
            icon={<MoreIcon size={16} />}
            isDisabled={!isLive}
            aria-label={t("message.more", { time: times.clock(message.sent_at) })}
          />
        }
      >
        {isMine && isStanding ? (
          <>
            <MenuItem id="amend" name={t("message.amend")} icon={<PencilIcon size={16} />} />
            <MenuItem id="retract" name={t("message.retract")} icon={<UndoIcon size={16} />} />
          </>
        ) : null}
        {hasVersions ? <MenuItem id="versions" name={t("message.versions")} icon={<ClockIcon size={16} />} /> : null}
      </Menu>
      {doing === "amend" ? <AmendMessage message={message} onClose={close} /> : null}
      {doing === "retract" ? <RetractMessage message={message} onClose={close} /> : null}
      {doing === "versions" ? <Versions message={message} onClose={close} /> : null}
    </>
  );
}
