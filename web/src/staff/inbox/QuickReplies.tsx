/** Finding a quick reply: searched and picked by keyboard, shown as it will stand in the box, in the patient's language. */
import { useState } from "react";
import { Autocomplete, Input, Label, ListBox, ListBoxItem, Radio, RadioGroup, SearchField } from "react-aria-components";
import { Link } from "wouter";

import { useSee } from "../../app/live";
import type { Language, Thread } from "../../live/wire";
import { Banner } from "../../ui/Banner";
import { Dialog } from "../../ui/Dialog";
import { SearchIcon } from "../../ui/icons";
import { Skeleton } from "../../ui/Skeleton";
import { useStaffWords } from "../words";
import { filled, found, languageFor, type QuickReply, type Values } from "./quick_reply";
import "../../ui/Field.css";
import "../../ui/popover.css";
import "./quick_replies.css";

export interface QuickRepliesProps {
  readonly thread: Thread;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPick: (words: string) => void;
}

export function QuickReplies({ thread, isOpen, onClose, onPick }: QuickRepliesProps) {
  const t = useStaffWords();
  return (
    <Dialog title={t("quick.title")} closeLabel={t("staff.close")} isOpen={isOpen} onClose={onClose} size="wide">
      <Finding thread={thread} onPick={onPick} onClose={onClose} />
    </Dialog>
  );
}

function Finding({ thread, onPick, onClose }: Pick<QuickRepliesProps, "thread" | "onPick" | "onClose">) {
  const t = useStaffWords();
  const list = useSee("quick_reply.list", {});
  const values = useSee("quick_reply.values", { thread: thread.thread });
  if (list.refusal ?? values.refusal) return <Banner tone="attention">{t("failed.general")}</Banner>;
  if (!list.data || !values.data) return <Skeleton label={t("quick.loading")} lines={6} />;
  return <Choosing thread={thread} replies={list.data.quick_replies} values={values.data} onPick={onPick} onClose={onClose} />;
}

interface ChoosingProps extends Pick<QuickRepliesProps, "thread" | "onPick" | "onClose"> {
  readonly replies: readonly QuickReply[];
  readonly values: Values;
}

function Choosing({ thread, replies, values, onPick, onClose }: ChoosingProps) {
  const t = useStaffWords();
  const [typed, setTyped] = useState("");
  const [language, setLanguage] = useState<Language>(values.language.startsWith("es") ? "es" : "en");
  const words = (reply: QuickReply) => filled(reply, values, languageFor(reply, language));
  const pick = (id: string) => {
    const reply = replies.find((each) => each.quick_reply === id);
    if (reply) onPick(words(reply));
  };
  return (
    <div className="quick">
      <LanguageChoice patient={thread.patient?.name ?? ""} spoken={values.language} value={language} onChange={setLanguage} />
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField className="field" autoFocus>
          <Label className="hidden-text">{t("quick.search")}</Label>
          <div className="field-icon">
            <SearchIcon size={18} />
            <Input className="field-input" placeholder={t("quick.search")} />
          </div>
        </SearchField>
        <ListBox
          className="menu quick-list"
          aria-label={t("quick.title")}
          onAction={(key) => pick(String(key))}
          renderEmptyState={() => <p className="muted">{t(replies.length === 0 ? "quick.empty" : "quick.none")}</p>}
        >
          {found(replies, typed).map((reply) => (
            <ListBoxItem key={reply.quick_reply} id={reply.quick_reply} textValue={reply.title} className="menu-item quick-item">
              <span className="quick-title">
                {reply.title}
                {reply.own ? <span className="muted small">{t("quick.own")}</span> : null}
                {languageFor(reply, language) === language ? null : <span className="muted small">{t(`quick.only.${languageFor(reply, language)}`)}</span>}
              </span>
              <span className="quick-words muted" lang={languageFor(reply, language)}>
                {words(reply)}
              </span>
            </ListBoxItem>
          ))}
        </ListBox>
      </Autocomplete>
      <p className="muted small">
        {t("quick.read")}{" "}
        <Link href="/admin/replies" onClick={onClose}>
          {t("quick.manage")}
        </Link>
      </p>
    </div>
  );
}

interface LanguageChoiceProps {
  readonly patient: string;
  readonly spoken: string;
  readonly value: Language;
  readonly onChange: (language: Language) => void;
}

function LanguageChoice({ patient, spoken, value, onChange }: LanguageChoiceProps) {
  const t = useStaffWords();
  return (
    <RadioGroup
      className="quick-languages"
      aria-label={t("quick.language")}
      value={value}
      onChange={(chosen) => onChange(chosen as Language)}
      orientation="horizontal"
    >
      {(["en", "es"] as const).map((language) => (
        <Radio key={language} value={language} className="reply-mode">
          {t(`quick.in.${language}`)}
        </Radio>
      ))}
      <span className="muted small">{t(spoken.startsWith("es") ? "quick.reads.es" : "quick.reads.en", { name: patient })}</span>
    </RadioGroup>
  );
}
