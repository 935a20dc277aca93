/** What just happened, for a few seconds, with the way back: a queue that any view can add to. */
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";

import { Button } from "./Button";
import { CloseIcon, UndoIcon } from "./icons";
import "./Toast.css";

export interface ToastWords {
  readonly words: string;
  readonly tone?: "plain" | "danger";
  /** The way back: the word on its button and what it does. */
  readonly undo?: { readonly name: string; readonly run: () => void };
}

const UNDO_MS = 10_000;
const queue = new ToastQueue<ToastWords>({ maxVisibleToasts: 2 });

/** Show a toast for 10 s; it stays while the pointer or the focus is on it. */
export function showToast(toast: ToastWords) {
  queue.add(toast, { timeout: UNDO_MS });
}

/** Takes the way back of the newest toast that has one, for a key. False when there is none. */
export function undoLatest(): boolean {
  const toast = queue.visibleToasts.find(({ content }) => content.undo);
  if (!toast) return false;
  toast.content.undo?.run();
  queue.close(toast.key);
  return true;
}

export interface ToastsProps {
  readonly label: string;
  readonly closeLabel: string;
}

/** Where toasts appear; one per app. */
export function Toasts({ label, closeLabel }: ToastsProps) {
  return (
    <ToastRegion queue={queue} className="toasts" aria-label={label}>
      {({ toast }) => (
        <AriaToast toast={toast} className="toast" data-tone={toast.content.tone ?? "plain"}>
          <ToastContent className="toast-words">
            <Text slot="title">{toast.content.words}</Text>
          </ToastContent>
          {toast.content.undo ? (
            <Button
              icon={<UndoIcon />}
              onPress={() => {
                toast.content.undo?.run();
                queue.close(toast.key);
              }}
            >
              {toast.content.undo.name}
            </Button>
          ) : null}
          <Button slot="close" look="quiet" icon={<CloseIcon />} aria-label={closeLabel} />
        </AriaToast>
      )}
    </ToastRegion>
  );
}
