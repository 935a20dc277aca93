/** The days of grace are over: nothing else works on the server until the second factor is set up. */
import { useLive } from "../../app/live";
import { Button } from "../../ui/Button";
import { useStaffWords } from "../words";
import { Landing } from "./Landing";
import { SecondStepSetup } from "./SecondStepSetup";

export function SecondStepNow({ onDone }: { readonly onDone: () => void }) {
  const t = useStaffWords();
  const live = useLive();
  return (
    <Landing>
      <section className="landing-card">
        <h1>{t("mfa.setupTitle")}</h1>
        <SecondStepSetup onDone={onDone} />
        <Button look="link" onPress={() => void live.signOut()}>
          {t("mfa.other")}
        </Button>
      </section>
    </Landing>
  );
}
