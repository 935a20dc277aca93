/** From a reset link to a new password. */

import { useState } from "react";

import { useLive } from "../../app/live";
import { usePatientWords } from "../words";
import { NewPassword } from "./NewPassword";
import { OutsideFrame } from "./OutsideFrame";
import { enter, tokenOfPage } from "./token";

export function ResetPage() {
  const t = usePatientWords();
  const { auth } = useLive();
  const [token] = useState(tokenOfPage);
  return (
    <OutsideFrame title={t("reset.title")}>
      <p>{t("reset.lead")}</p>
      <NewPassword
        goWord={t("reset.go")}
        oldWord={t("reset.old")}
        onChosen={async (password) => enter((await auth.resetPassword(token, password)).face)}
      />
    </OutsideFrame>
  );
}
