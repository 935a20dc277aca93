/** Answers written once: the practice's, kept by administrators, and one's own. */
import { useState } from "react";

import { useDo, useMe, useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { MoreIcon, PlusIcon, QuickReplyIcon } from "../../ui/icons";
import { Menu, MenuItem } from "../../ui/Menu";
import { Skeleton } from "../../ui/Skeleton";
import { showToast } from "../../ui/Toast";
import { languageFor, type QuickReply } from "../inbox/quick_reply";
import { useScreens } from "../roles";
import { useStaffWords } from "../words";
import { Page } from "./Page";
import { QuickReplyForm } from "./QuickReplyForm";
import { Refused } from "./Refused";

type Open = { readonly kind: "form"; readonly reply: QuickReply | null; readonly own: boolean } | { readonly kind: "retire"; readonly reply: QuickReply } | null;

export function QuickReplies() {
  const t = useStaffWords();
  const { inbox } = useScreens();
  const isAdmin = useMe().actor.roles.includes("admin");
  const list = useSee("quick_reply.list", {});
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const replies = list.data?.quick_replies ?? [];
  const rows = (own: boolean, mayChange: boolean) => (
    <Replies
      replies={replies.filter((reply) => reply.own === own)}
      empty={t(own ? "replies.noneOwn" : "replies.none")}
      mayChange={mayChange}
      onEdit={(reply) => setOpen({ kind: "form", reply, own })}
      onRetire={(reply) => setOpen({ kind: "retire", reply })}
    />
  );
  const add = (own: boolean) => (
    <Button look={own ? "plain" : "primary"} icon={<PlusIcon />} onPress={() => setOpen({ kind: "form", reply: null, own })}>
      {t(own ? "replies.addOwn" : "replies.add")}
    </Button>
  );
  return (
    <>
      <Page title={t("replies.title")} lead={t(isAdmin ? "replies.lead" : "replies.leadRead")} action={isAdmin ? add(false) : null}>
        <Refused refusal={list.refusal} />
        {list.data ? rows(false, isAdmin) : <Skeleton label={t("quick.loading")} lines={6} />}
      </Page>
      {inbox ? (
        <Page title={t("replies.own")} lead={t("replies.ownLead")} action={add(true)}>
          {list.data ? rows(true, true) : null}
        </Page>
      ) : null}
      {open?.kind === "form" ? <QuickReplyForm reply={open.reply} own={open.own} onClose={close} /> : null}
      {open?.kind === "retire" ? <Retire reply={open.reply} onClose={close} /> : null}
    </>
  );
}

interface RepliesProps {
  readonly replies: readonly QuickReply[];
  readonly empty: string;
  readonly mayChange: boolean;
  readonly onEdit: (reply: QuickReply) => void;
  readonly onRetire: (reply: QuickReply) => void;
}

function Replies({ replies, empty, mayChange, onEdit, onRetire }: RepliesProps) {
  const t = useStaffWords();
  const language = useLanguage();
  if (replies.length === 0) return <p className="muted">{empty}</p>;
  return (
    <ul className="admin-list">
      {replies.map((reply) => {
        const shown = languageFor(reply, language);
        const isWhole = reply.text.en !== "" && reply.text.es !== "";
        return (
          <li className="admin-row" key={reply.quick_reply}>
            <QuickReplyIcon />
            <div className="admin-row-words">
              <p className="admin-row-name">
                {reply.title} {isWhole ? null : <span className="muted small">{t(`quick.only.${shown}`)}</span>}
              </p>
              <p className="muted small" lang={shown}>
                {reply.text[shown]}
              </p>
            </div>
            {mayChange ? (
              <div className="admin-row-menu">
                <Menu
                  label={t("replies.menu")}
                  placement="bottom end"
                  onAction={(key) => (key === "edit" ? onEdit(reply) : onRetire(reply))}
                  trigger={<Button look="quiet" icon={<MoreIcon />} aria-label={t("replies.more", { title: reply.title })} />}
                >
                  <MenuItem id="edit" name={t("replies.edit")} />
                  <MenuItem id="retire" name={t("replies.retire")} />
                </Menu>
              </div>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}

function Retire({ reply, onClose }: { readonly reply: QuickReply; readonly onClose: () => void }) {
  const t = useStaffWords();
  const retire = useDo("quick_reply.retire");
  const run = async () => {
    if (!(await retire.run({ quick_reply: reply.quick_reply }))) return;
    showToast({ words: t("replies.retired") });
    onClose();
  };
  return (
    <Dialog title={t("replies.retireTitle", { title: reply.title })} closeLabel={t("staff.close")} isOpen onClose={onClose}>
      <p>{t("replies.retireLead")}</p>
      <Refused refusal={retire.refusal} />
      <DialogActions>
        <Button onPress={onClose}>{t("staff.cancel")}</Button>
        <Button look="danger" isPending={retire.isRunning} onPress={() => void run()}>
          {t("replies.retire")}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
