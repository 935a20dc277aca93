/** The files of a message: pictures to look at, everything else by its name; both to be opened and kept. */

import { useLanguage, useWords } from "../app/words";
import type { Attachment } from "../live/wire";
import { PageIcon } from "../ui/icons";
import "./files.css";

const KINDS: Readonly<Record<string, string>> = { "application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG" };

export function Attached({ files }: { readonly files: readonly Attachment[] }) {
  const t = useWords();
  const language = useLanguage();
  if (files.length === 0) return null;
  return (
    <ul className="attached" aria-label={t("files.attached")}>
      {files.map((each) => {
        const kind = KINDS[each.mime] ?? t("files.text");
        const about = t("files.about", { kind, size: sizeOf(each.size_bytes, language) });
        return (
          <li key={each.file}>
            <a
              className={each.preview ? "attached-picture" : "attached-file"}
              href={`/api/files/${each.file}`}
              download={each.name}
              aria-label={t("files.open", { name: each.name, about })}
            >
              {each.preview ? <img src={`/api/files/${each.file}/preview`} alt="" loading="lazy" /> : <PageIcon />}
              <span className="attached-words">
                <span className="attached-name" dir="auto">
                  {each.name}
                </span>
                <span className="attached-about">{about}</span>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function sizeOf(bytes: number, language: string): string {
  const isSmall = bytes < 1_000_000;
  const shown = isSmall ? Math.max(1, Math.round(bytes / 1000)) : bytes / 1_000_000;
  return `${shown.toLocaleString(language, { maximumFractionDigits: 1 })} ${isSmall ? "KB" : "MB"}`;
}
