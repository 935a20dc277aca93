/** Larger letters and other colours, for who cannot read the page well enough to sign in. */

import { TextSizeSwitch } from "../more/TextSizeSwitch";
import { ThemeSwitch } from "../more/ThemeSwitch";
import { usePatientWords } from "../words";

export function Easier() {
  const t = usePatientWords();
  return (
    <details className="easier">
      <summary>{t("easier.open")}</summary>
      <div>
        <h2>{t("text-size.label")}</h2>
        <TextSizeSwitch />
        <h2>{t("theme.label")}</h2>
        <ThemeSwitch />
      </div>
    </details>
  );
}
