/** The staff: who may sign in, as what, for which pools; invited, reset and ended here. */
import { useState } from "react";

import { useDo, useMe, useSee } from "../../app/live";
import type { Member, Named } from "../../live/wire";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { MoreIcon, PlusIcon } from "../../ui/icons";
import { Menu, MenuItem } from "../../ui/Menu";
import { Skeleton } from "../../ui/Skeleton";
import { StatusChip } from "../../ui/StatusChip";
import { showToast } from "../../ui/Toast";
import { useTimes } from "../times";
import { usePools } from "../pools";
import { useStaffWords } from "../words";
import { InviteMember } from "./InviteMember";
import { LinkToHandOver, type HandOver } from "./LinkToHandOver";
import { Page } from "./Page";
import { Refused } from "./Refused";

type Open =
  | { readonly kind: "invite" }
  | { readonly kind: "end"; readonly member: Member }
  | { readonly kind: "link"; readonly link: HandOver }
  | null;

export function Members() {
  const t = useStaffWords();
  const list = useSee("member.list", {});
  const pools = usePools();
  const [open, setOpen] = useState<Open>(null);
  const reset = useDo("member.reset");
  const close = () => setOpen(null);
  const resetPassword = async (member: Member) => {
    const made = await reset.run({ person: member.person.id });
    if (made) setOpen({ kind: "link", link: { ...made, name: member.person.name, note: t("members.resetDone") } });
  };
  return (
    <Page
      title={t("members.title")}
      lead={t("members.lead")}
      action={
        <Button look="primary" icon={<PlusIcon />} onPress={() => setOpen({ kind: "invite" })}>
          {t("members.invite")}
        </Button>
      }
    >
      <Refused refusal={list.refusal ?? reset.refusal} />
      {list.data ? (
        <ul className="admin-list">
          {list.data.members.map((member) => (
            <MemberRow
              key={member.membership}
              member={member}
              pools={pools}
              onReset={() => void resetPassword(member)}
              onEnd={() => setOpen({ kind: "end", member })}
            />
          ))}
        </ul>
      ) : (
        <Skeleton label={t("members.loading")} lines={6} />
      )}
      <Dialog title={t("members.invite")} closeLabel={t("staff.close")} isOpen={open?.kind === "invite"} onClose={close}>
        <InviteMember pools={pools} onCancel={close} onInvited={(link) => setOpen({ kind: "link", link })} />
      </Dialog>
      {open?.kind === "end" ? <EndMember member={open.member} onClose={close} /> : null}
      <LinkToHandOver link={open?.kind === "link" ? open.link : null} onClose={close} />
    </Page>
  );
}

interface MemberRowProps {
  readonly member: Member;
  readonly pools: readonly Named[];
  readonly onReset: () => void;
  readonly onEnd: () => void;
}

function MemberRow({ member, pools, onReset, onEnd }: MemberRowProps) {
  const t = useStaffWords();
  const { actor } = useMe();
  const { name, id } = member.person;
  const isMe = id === actor.person;
  const poolNames = pools.filter((pool) => member.pools.includes(pool.id)).map((pool) => pool.name);
  return (
    <li className="admin-row" data-ended={member.state === "ended" || undefined}>
      <Avatar name={name} id={id} />
      <div className="admin-row-words">
        <p className="admin-row-name">
          {name}
          {isMe ? <span className="muted"> ({t("members.you")})</span> : null}
        </p>
        <p className="muted small">{member.email}</p>
      </div>
      <p className="admin-row-aside small">
        {member.roles.map((role) => t(`role.${role}`)).join(", ")}
        <span className="muted">{poolNames.join(", ")}</span>
      </p>
      <MemberState member={member} onReset={onReset} />
      {member.state === "ended" ? (
        <span className="admin-row-menu" />
      ) : (
        <Menu
          label={t("members.actions", { name })}
          placement="bottom end"
          onAction={(key) => (key === "end" ? onEnd() : onReset())}
          trigger={
            <Button
              look="quiet"
              className="admin-row-menu"
              icon={<MoreIcon />}
              aria-label={t("members.actions", { name })}
            />
          }
        >
          <MenuItem id="reset" name={t("members.reset")} isDisabled={member.state !== "active"} />
          <MenuItem id="end" name={t("members.end")} isDisabled={isMe} />
        </Menu>
      )}
    </li>
  );
}

interface MemberStateProps {
  readonly member: Member;
  readonly onReset: () => void;
}

function MemberState({ member, onReset }: MemberStateProps) {
  const t = useStaffWords();
  const times = useTimes();
  switch (member.state) {
    case "active":
      if (!member.reset_asked_at) return <p className="admin-row-state small">{t("members.active")}</p>;
      return (
        <div className="admin-row-state small">
          <StatusChip status="attention">{t("members.resetAsked")}</StatusChip>
          <Button look="link" onPress={onReset}>
            {t("members.resetGo")}
          </Button>
        </div>
      );
    case "invited":
      return (
        <p className="admin-row-state small">
          <StatusChip status="arrived">{t("members.invited")}</StatusChip>
          {member.invited_until ? (
            <span className="muted">{t("members.until", { time: times.stamp(member.invited_until) })}</span>
          ) : null}
        </p>
      );
    case "ended":
      return (
        <p className="admin-row-state small">
          <StatusChip status="done">{t("members.ended")}</StatusChip>
        </p>
      );
  }
}

function EndMember({ member, onClose }: { readonly member: Member; readonly onClose: () => void }) {
  const t = useStaffWords();
  const end = useDo("member.end");
  const { name } = member.person;
  const confirm = async () => {
    if (!(await end.run({ membership: member.membership }))) return;
    showToast({ words: t("members.ended1", { name }) });
    onClose();
  };
  return (
    <Dialog title={t("members.endTitle", { name })} closeLabel={t("staff.close")} isOpen onClose={onClose}>
      <p>{t("members.endLead")}</p>
      <Refused refusal={end.refusal} />
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button look="danger" isPending={end.isRunning} onPress={() => void confirm()}>
          {t("members.end")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
