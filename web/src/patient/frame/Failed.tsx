/** What could not be shown, and another try. */

import type { Failure } from "../../app/attempt";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { sayFailure, usePatientWords } from "../words";

interface FailedProps {
  readonly failure: Failure;
  readonly onAgain?: () => void;
}

export function Failed({ failure, onAgain }: FailedProps) {
  const t = usePatientWords();
  return (
    <Banner tone="attention" role="alert">
      <p>{sayFailure(t, failure)}</p>
      {onAgain ? (
        <div className="row">
          <Button onPress={onAgain}>{t("app.again")}</Button>
        </div>
      ) : null}
    </Banner>
  );
}
