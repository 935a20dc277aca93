/** The files beside a draft, and the three ways to add one: the button, pasting and dropping. */

import { type ClipboardEvent, type DragEvent, useMemo, useState } from "react";
import { useStore } from "zustand";

import { useLive } from "../app/live";
import type { Upload } from "../live/uploads";
import type { Id } from "../live/wire";

export interface Uploading {
  readonly uploads: readonly Upload[];
  /** Something is on its way or was refused: the message cannot be sent as it stands. */
  readonly isBusy: boolean;
  readonly hasRefused: boolean;
  readonly add: (files: readonly File[]) => void;
  readonly remove: (key: string) => void;
  readonly take: () => readonly Id[];
}

export function useUploads(draft: string, patient: Id): Uploading {
  const { uploads: book } = useLive();
  const uploads = useStore(useMemo(() => book.of(draft), [book, draft]));
  return {
    uploads,
    isBusy: uploads.some(({ state }) => state !== "ready" && state !== "refused"),
    hasRefused: uploads.some(({ state }) => state === "refused"),
    add: (files) => book.add(draft, patient, files),
    remove: (key) => book.remove(draft, key),
    take: () => book.take(draft),
  };
}

/** What a form needs so that files can be dropped on it or pasted into it. */
export function useDropped(add: (files: readonly File[]) => void) {
  const [isOver, setOver] = useState(false);
  const filesOf = (data: DataTransfer): File[] => [...data.files];
  return {
    "data-dropping": isOver || undefined,
    onPaste: (event: ClipboardEvent) => {
      const files = filesOf(event.clipboardData);
      // A copied piece of a page brings a picture of itself along: then the words are meant.
      if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
      event.preventDefault();
      add(files);
    },
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      setOver(false);
      add(filesOf(event.dataTransfer));
    },
  };
}
