/** Light, dark, or as the device has it. */

import { pinTheme, type Theme, useTheme } from "../../ui/theme";
import { usePatientWords } from "../words";
import { Switch } from "./Switch";

const THEMES: readonly Theme[] = ["system", "light", "dark"];

export function ThemeSwitch() {
  const t = usePatientWords();
  const theme = useTheme();
  return <Switch label={t("theme.label")} choices={THEMES} chosen={theme} onChoose={pinTheme} nameOf={(each) => t(`theme.${each}`)} />;
}
