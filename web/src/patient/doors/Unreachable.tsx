/** The server cannot be reached at all. */

import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { usePatientWords } from "../words";
import { OutsideFrame } from "./OutsideFrame";

export function Unreachable() {
  const t = usePatientWords();
  const live = useLive();
  return (
    <OutsideFrame title={t("unreachable.title")}>
      <Banner tone="attention" role="alert">
        {t("unreachable.lead")}
      </Banner>
      <Button wide onPress={() => void live.refresh()}>
        {t("app.again")}
      </Button>
    </OutsideFrame>
  );
}
