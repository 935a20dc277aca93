/** What somebody can do with a message of their own: undo it while it waits, change it, take it back. */

import { lazy, Suspense, useState } from "react";

import { useConnection, useDo } from "../../app/live";
import type { Message } from "../../live/wire";
import { Button } from "../../ui/Button";
import { announce } from "../../ui/LiveRegion";
import { PencilIcon, UndoIcon } from "../../ui/icons";
import { useTimes } from "../times";
import { sayFailure, usePatientWords } from "../words";

// Seldom needed, and not before a message has been sent.
const Change = lazy(async () => ({ default: (await import("./OwnMessageForms")).Change }));
const TakeBack = lazy(async () => ({ default: (await import("./OwnMessageForms")).TakeBack }));

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
  if (doing === "change" || doing === "back") {
    const Form = doing === "change" ? Change : TakeBack;
    return (
      <Suspense>
        <Form message={message} onClose={close} />
      </Suspense>
    );
  }
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
