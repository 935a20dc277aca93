/** Writing a quick reply: its title, its words in both languages, and the variables that may stand in them. */
import { useRef, useState, type FormEvent } from "react";
import { flushSync } from "react-dom";

import { useDo } from "../../app/live";
import type { Language } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { Field } from "../../ui/Field";
import { showToast } from "../../ui/Toast";
import { TextArea } from "../../ui/TextArea";
import { strayIn, VARIABLES, type QuickReply } from "../inbox/quick_reply";
import { useStaffWords } from "../words";
import { Refused } from "./Refused";

const LANGUAGES: readonly Language[] = ["en", "es"];
const LONGEST = 2000;

export interface QuickReplyFormProps {
  readonly reply: QuickReply | null;
  readonly own: boolean;
  readonly onClose: () => void;
}

export function QuickReplyForm({ reply, own, onClose }: QuickReplyFormProps) {
  const t = useStaffWords();
  const save = useDo("quick_reply.save");
  const [title, setTitle] = useState(reply?.title ?? "");
  const [text, setText] = useState<Readonly<Record<Language, string>>>(reply?.text ?? { en: "", es: "" });
  const [isTried, setTried] = useState(false);
  const fields = { en: useRef<HTMLTextAreaElement>(null), es: useRef<HTMLTextAreaElement>(null) };
  const [lately, setLately] = useState<Language>("en");
  const isMissing = text.en.trim() === "" && text.es.trim() === "";
  const problem = (language: Language) => {
    const stray = strayIn(text[language]);
    if (stray !== null) return t("replies.stray", { found: stray });
    if (text[language].length > LONGEST) return t("reply.tooLong", { count: text[language].length - LONGEST });
    return isTried && isMissing && language === "en" ? t("replies.needText") : null;
  };
  const insert = (variable: string) => {
    const field = fields[lately].current;
    const at = field?.selectionStart ?? text[lately].length;
    const words = `{${variable}}`;
    flushSync(() => setText({ ...text, [lately]: text[lately].slice(0, at) + words + text[lately].slice(at) }));
    field?.focus();
    field?.setSelectionRange(at + words.length, at + words.length);
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (title.trim() === "" || isMissing || LANGUAGES.some((language) => problem(language) !== null)) return;
    const known = reply ? { quick_reply: reply.quick_reply, rev: reply.rev } : { own };
    if (!(await save.run({ title: title.trim(), text, ...known }))) return;
    showToast({ words: t("replies.saved") });
    onClose();
  };
  return (
    <Dialog title={t(reply ? "replies.edit" : own ? "replies.addOwn" : "replies.add")} closeLabel={t("staff.close")} isOpen onClose={onClose} size="wide">
      <form className="form" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={t("replies.name")}
          hint={t("replies.nameHint")}
          autoFocus={reply === null}
          maxLength={200}
          value={title}
          onChange={setTitle}
          error={isTried && title.trim() === "" ? t("replies.needTitle") : null}
        />
        {LANGUAGES.map((language) => (
          <TextArea
            key={language}
            label={t(`replies.text.${language}`)}
            rows={3}
            lang={language}
            inputRef={fields[language]}
            value={text[language]}
            onFocus={() => setLately(language)}
            onChange={(words) => setText({ ...text, [language]: words })}
            error={problem(language)}
          />
        ))}
        <div className="variables" role="group" aria-label={t("replies.variables")}>
          <p className="muted small">{t("replies.variables")}</p>
          {VARIABLES.map((variable) => (
            <Button key={variable} onPress={() => insert(variable)}>
              {t(`variable.${variable}`)}
            </Button>
          ))}
        </div>
        <Refused refusal={save.refusal} />
        <DialogActions>
          <Button onPress={onClose}>{t("staff.cancel")}</Button>
          <Button type="submit" look="primary" isPending={save.isRunning}>
            {t("replies.save")}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
