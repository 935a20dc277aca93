/** Who has called the reader into which conversation: a menu behind a count, gone when there is nothing. */
import { useLocation } from "wouter";

import { Button } from "../../ui/Button";
import { AtIcon } from "../../ui/icons";
import { Menu, MenuItem } from "../../ui/Menu";
import { boxPath } from "../places";
import { useTimes } from "../times";
import { useStaffWords } from "../words";
import { useMentions } from "./called";

export function CalledList() {
  const t = useStaffWords();
  const times = useTimes();
  const [, go] = useLocation();
  const mentions = useMentions();
  if (mentions.length === 0) return null;
  return (
    <Menu
      label={t("mention.list")}
      placement="bottom end"
      onAction={(key) => {
        const mention = mentions.find((each) => each.mention === key);
        if (mention) go(`${boxPath({ kind: "all" })}/${mention.thread}`);
      }}
      trigger={
        <Button look="quiet" className="called" icon={<AtIcon />} aria-label={t("mention.waiting", { count: mentions.length })}>
          <span className="rail-count figures" data-unread aria-hidden="true">
            {mentions.length}
          </span>
        </Button>
      }
    >
      {mentions.map((mention) => (
        <MenuItem
          key={mention.mention}
          id={mention.mention}
          name={mention.subject}
          hint={t("mention.by", { name: mention.by.name, time: times.stamp(mention.at) })}
        />
      ))}
    </Menu>
  );
}
