/** What somebody can do with a message of their own: undo it while it waits, change it, take it back. */

import { type FormEvent, useState } from "react";

import { useConnection, useDo } from "../../app/live";
import type { Message } from "../../live/wire";
import { Button } from "../../ui/Button";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { announce } from "../../ui/LiveRegion";
import { PencilIcon, UndoIcon } from "../../ui/icons";
import { TextArea } from "../../ui/TextArea";
import { useTimes } from "../times";
import { sayFailure, usePatientWords } from "../words";
import { LONGEST } from "./Composer";

interface OwnMessageProps {
  readonly message: Message;
  /** Puts the words back where they can be changed. */
  readonly onEdit: (body: string) => void;
}

type Doing = "choose" | "change" | "back" | null;

export function OwnMessage({ message, onEdit }: OwnMessageProps) {
  const t = usePatientWords();
  const times = useTimes();
  const [doing, setDoing] = useState<Doing>(null);
  const isLive = useConnection().kind === "live";
  if (message.state === "held") return <Undo message={message} onEdit={onEdit} />;
  if (!isLive) return null;
  const close = () => setDoing(null);
  if (doing === "change") return <Change message={message} onClose={close} />;
  if (doing === "back") return <TakeBack message={message} onClose={close} />;
  if (doing === "choose") {
    return (
      <div className="own-choices">
        <Button autoFocus icon={<PencilIcon />} onPress={() => setDoing("change")}>
          {t("own.change")}
        </Button>
        <Button icon={<UndoIcon />} onPress={() => setDoing("back")}>
          {t("own.take-back")}
        </Button>
        <Button look="quiet" onPress={close}>
          {t("own.close")}
        </Button>
      </div>
    );
  }
  return (
    <Button look="link" aria-label={t("own.more-of", { time: times.clock(message.sent_at) })} onPress={() => setDoing("choose")}>
      {t("own.more")}
    </Button>
  );
}

function Undo({ message, onEdit }: OwnMessageProps) {
  const t = usePatientWords();
  const undoing = useDo("message.cancel");
  const undo = async () => {
    if (!(await undoing.run({ message: message.message }))) return;
    announce(t("own.undone"));
    onEdit(message.body);
  };
  return (
    <>
      <Button icon={<UndoIcon />} isPending={undoing.isRunning} onPress={() => void undo()}>
        {t("own.undo")}
      </Button>
      {undoing.refusal ? (
        <p role="alert">{undoing.refusal.code === "conflict" ? t("own.late") : sayFailure(t, undoing.refusal)}</p>
      ) : null}
    </>
  );
}

interface DoingProps {
  readonly message: Message;
  readonly onClose: () => void;
}

function Change({ message, onClose }: DoingProps) {
  const t = usePatientWords();
  const amending = useDo("message.amend");
  const [text, setText] = useState(message.body);
  const body = text.trim();
  const over = text.length - LONGEST;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!body || over > 0) return;
    if (body !== message.body && !(await amending.run({ message: message.message, body }))) return;
    announce(t("own.changed"));
    onClose();
  };
  return (
    <form className="own-form card" onSubmit={(event) => void submit(event)}>
      <TextArea
        label={t("own.text")}
        hint={t("own.text-hint")}
        error={over > 0 ? t("composer.long", { over }) : body ? null : t("composer.empty")}
        autoFocus
        rows={3}
        value={text}
        onChange={setText}
      />
      {amending.refusal ? <p role="alert">{sayFailure(t, amending.refusal)}</p> : null}
      <div className="own-choices">
        <Button type="submit" look="primary" isPending={amending.isRunning}>
          {t("own.save")}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t("own.close")}
        </Button>
      </div>
    </form>
  );
}

const REASONS = ["mistake", "wrong", "solved"] as const;

function TakeBack({ message, onClose }: DoingProps) {
  const t = usePatientWords();
  const retracting = useDo("message.retract");
  const [reason, setReason] = useState<(typeof REASONS)[number]>("mistake");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (await retracting.run({ message: message.message, reason: t(`own.${reason}`) })) announce(t("own.gone"));
  };
  return (
    <form className="own-form card" aria-label={t("own.back-title")} onSubmit={(event) => void submit(event)}>
      <p>
        <strong>{t("own.back-title")}</strong> {t("own.back-lead")}
      </p>
      <ChoiceGroup label={t("own.why")} value={reason} onChange={(chosen) => setReason(chosen as typeof reason)}>
        {REASONS.map((each) => (
          <Choice key={each} value={each} name={t(`own.${each}`)} />
        ))}
      </ChoiceGroup>
      {retracting.refusal ? <p role="alert">{sayFailure(t, retracting.refusal)}</p> : null}
      <div className="own-choices">
        <Button type="submit" look="danger" autoFocus isPending={retracting.isRunning}>
          {t("own.take-back")}
        </Button>
        <Button look="quiet" onPress={onClose}>
          {t("own.close")}
        </Button>
      </div>
    </form>
  );
}
