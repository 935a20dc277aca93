/** Light, dark, or as the device has it. */

import { pinTheme, type Theme, useTheme } from "../../ui/theme";
import { usePatientWords } from "../words";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function ThemeSwitch() {
  const t = usePatientWords();
  const pinned = useTheme();
  return (
    <div className="switch" role="group" aria-label={t("theme.label")}>
      {THEMES.map((theme) => (
        <button key={theme} type="button" aria-pressed={theme === pinned} onClick={() => pinTheme(theme)}>
          {t(`theme.${theme}`)}
        </button>
      ))}
    </div>
  );
}
