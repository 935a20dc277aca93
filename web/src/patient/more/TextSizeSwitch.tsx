/** How large the letters are; each choice is written in its own size. */

import { pinTextSize, type TextSize, useTextSize } from "../../ui/text_size";
import { usePatientWords } from "../words";
import { Switch } from "./Switch";

const SIZES: readonly TextSize[] = ["usual", "large", "largest"];

export function TextSizeSwitch() {
  const t = usePatientWords();
  const size = useTextSize();
  return (
    <Switch
      label={t("text-size.label")}
      choices={SIZES}
      chosen={size}
      onChoose={pinTextSize}
      nameOf={(each) => <span className={`text-size text-size-${each}`}>{t(`text-size.${each}`)}</span>}
    />
  );
}
