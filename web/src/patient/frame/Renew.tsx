/** There is a newer version of the pages: said calmly, taken when it suits. */

import { renewShell, useIsOutOfDate } from "../../app/shell";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { usePatientWords } from "../words";

export function Renew() {
  const t = usePatientWords();
  if (!useIsOutOfDate()) return null;
  return (
    <Banner role="status" title={t("renew.title")}>
      <p>{t("renew.lead")}</p>
      <div className="row">
        <Button onPress={() => void renewShell()}>{t("renew.go")}</Button>
      </div>
    </Banner>
  );
}
