/** Adds files: a photo, a PDF. The file window is the browser's own. */

import { useRef } from "react";

import { useWords } from "../app/words";
import { Button } from "../ui/Button";
import { ClipIcon } from "../ui/icons";
import "./files.css";

const TAKEN = "image/jpeg,image/png,image/webp,image/gif,image/heic,image/heif,.heic,.heif,application/pdf,text/plain";

export function AttachButton({ onAdd }: { readonly onAdd: (files: readonly File[]) => void }) {
  const t = useWords();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button look="quiet" className="attach" icon={<ClipIcon />} onPress={() => input.current?.click()}>
        {t("files.add")}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={TAKEN}
        aria-label={t("files.add")}
        onChange={(event) => {
          onAdd([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = ""; // the same file may be picked again
        }}
      />
    </>
  );
}
