/** Making a task of a message: a button on each, a key for the newest, one dialog for all. */
import { createContext, useContext, useState, type ReactNode } from "react";

import type { Message } from "../../live/wire";
import { Button } from "../../ui/Button";
import { useVerbs } from "../verbs";
import { useStaffWords } from "../words";
import { NewTask, type TaskSource } from "./NewTask";

const TITLE_LENGTH = 80;
const Making = createContext<((message: Message) => void) | null>(null);

interface MakesTasksProps {
  readonly messages: readonly Message[];
  readonly children: ReactNode;
}

export function MakesTasks({ messages, children }: MakesTasksProps) {
  const t = useStaffWords();
  const [source, setSource] = useState<TaskSource | null>(null);
  const make = (message: Message) => setSource({ title: firstLine(message.body), from: { message: message.message } });
  const ofNewest = () => {
    const last = messages.findLast(isInChart);
    if (last) make(last);
  };
  useVerbs([{ keys: "d", words: t("keys.task"), run: ofNewest }]);
  return (
    <Making value={make}>
      {children}
      <NewTask source={source} onClose={() => setSource(null)} />
    </Making>
  );
}

/** Stands at the foot of a message. */
export function MakeTask({ message }: { readonly message: Message }) {
  const t = useStaffWords();
  const make = useContext(Making);
  if (!make || !isInChart(message)) return null;
  return (
    <span className="message-task">
      <Button look="link" onPress={() => make(message)}>
        {t("task.of")}
      </Button>
    </span>
  );
}

function isInChart({ state }: Message): boolean {
  return state !== "retracted" && state !== "held";
}

/** The first line of a message, cut after a word. */
function firstLine(body: string): string {
  const line = body.trim().split("\n", 1)[0] ?? "";
  if (line.length <= TITLE_LENGTH) return line;
  const cut = line.slice(0, TITLE_LENGTH);
  return `${cut.slice(0, cut.lastIndexOf(" "))}…`;
}
