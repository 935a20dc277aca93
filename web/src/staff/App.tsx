/** Which view there is for who is here: sign-in, the second step, or the work. */
import { useState } from "react";
import { I18nProvider } from "react-aria-components";
import { Router } from "wouter";

import { useLive, useSession } from "../app/live";
import { useLanguage } from "../app/words";
import { Skeleton } from "../ui/Skeleton";
import { LiveRegion } from "../ui/LiveRegion";
import { Toasts } from "../ui/Toast";
import { BASE } from "./places";
import { Shell } from "./shell/Shell";
import { Landing } from "./signin/Landing";
import { OtherFace, ServerAway } from "./signin/Elsewhere";
import { SecondStep } from "./signin/SecondStep";
import { SecondStepNow } from "./signin/SecondStepNow";
import { SignIn } from "./signin/SignIn";
import { useStaffWords } from "./words";

export function App() {
  const t = useStaffWords();
  const language = useLanguage();
  return (
    <I18nProvider locale={language === "es" ? "es-US" : "en-US"}>
      <Router base={BASE}>
        <Face />
        <LiveRegion />
        <Toasts label={t("staff.notices")} closeLabel={t("staff.close")} />
      </Router>
    </I18nProvider>
  );
}

function Face() {
  const t = useStaffWords();
  const live = useLive();
  const session = useSession();
  const [isSettingUp, setSettingUp] = useState(false);
  const isOverdue = session.kind === "second-factor" && session.step === "set-up";
  if (isOverdue && !isSettingUp) setSettingUp(true);
  // The session is a full one as soon as the factor stands; the recovery codes stay until they were kept.
  if (isOverdue || (isSettingUp && session.kind === "signed-in")) {
    return <SecondStepNow onDone={() => setSettingUp(false)} />;
  }
  switch (session.kind) {
    case "unknown":
      return (
        <Landing>
          <Skeleton label={t("staff.loading")} />
        </Landing>
      );
    case "unreachable":
      return <ServerAway onAgain={() => void live.refresh()} />;
    case "signed-out":
      return <SignIn wasEnded={session.reason === "ended"} />;
    case "second-factor":
      return <SecondStep />;
    case "other-face":
      return <OtherFace name={session.me.actor.name} />;
    case "signed-in":
      return <Shell />;
  }
}
