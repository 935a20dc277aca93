/** The files beside what is being written: how far each has come, what is wrong with it, and taking it away. */

import { useEffect, useRef } from "react";

import { useWords } from "../app/words";
import type { Upload, UploadProblem } from "../live/uploads";
import type { SharedWord, Words } from "../words/catalogue";
import { Button } from "../ui/Button";
import { AlertIcon, CheckIcon, CloseIcon, PageIcon } from "../ui/icons";
import { announce } from "../ui/LiveRegion";
import type { Uploading } from "./uploading";
import "./files.css";

const PROBLEMS: Readonly<Record<UploadProblem, SharedWord>> = {
  type: "files.refused-type",
  damaged: "files.refused-damaged",
  pixels: "files.refused-pixels",
  large: "files.refused-large",
  empty: "files.refused-empty",
  incomplete: "files.refused-failed",
  altered: "files.refused-failed",
  failed: "files.refused-failed",
};

export function Tray({ uploads, remove }: Pick<Uploading, "uploads" | "remove">) {
  const t = useWords();
  useSaid(uploads);
  if (uploads.length === 0) return null;
  return (
    <ul className="tray" aria-label={t("files.beside")}>
      {uploads.map((upload) => (
        <li key={upload.key} className="tray-file" data-state={upload.state}>
          <Picture upload={upload} />
          <div className="tray-words">
            <span className="tray-name" dir="auto">
              {upload.name}
            </span>
            <span className="tray-state">
              {upload.state === "ready" ? <CheckIcon size={15} /> : upload.state === "refused" ? <AlertIcon size={15} /> : null}
              {sayState(upload, t)}
            </span>
            {upload.state === "sending" || upload.state === "waiting" ? (
              <progress value={upload.sent} max={1} aria-label={t("files.progress", { name: upload.name })} />
            ) : null}
          </div>
          <Button
            look="quiet"
            icon={<CloseIcon />}
            aria-label={t("files.remove", { name: upload.name })}
            onPress={() => {
              remove(upload.key);
              announce(t("files.removed", { name: upload.name }));
            }}
          />
        </li>
      ))}
    </ul>
  );
}

function Picture({ upload }: { readonly upload: Upload }) {
  if (upload.file && upload.preview) return <img className="tray-picture" src={`/api/files/${upload.file}/preview`} alt="" />;
  return (
    <span className="tray-picture">
      <PageIcon />
    </span>
  );
}

function sayState({ state, sent, problem }: Upload, t: Words<SharedWord>): string {
  if (state === "refused") return t(PROBLEMS[problem ?? "failed"]);
  if (state === "sending") return t("files.sending", { percent: Math.round(sent * 100) });
  return t(`files.${state}`);
}

/** Says aloud when a file is there or refused. */
function useSaid(uploads: readonly Upload[]): void {
  const t = useWords();
  const said = useRef(new Map<string, string>());
  useEffect(() => {
    for (const upload of uploads) {
      const before = said.current.get(upload.key);
      said.current.set(upload.key, upload.state);
      if (before === undefined || before === upload.state) continue;
      if (upload.state === "ready" || upload.state === "refused") announce(`${upload.name}. ${sayState(upload, t)}`);
    }
  }, [uploads, t]);
}
