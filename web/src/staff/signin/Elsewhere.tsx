/** Nobody can work here yet: the server is away, or this browser is signed in for the other face. */
import { useLive } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { LinkButton } from "../../ui/LinkButton";
import { useStaffWords } from "../words";
import { Landing } from "./Landing";

export function ServerAway({ onAgain }: { readonly onAgain: () => void }) {
  const t = useStaffWords();
  return (
    <Landing>
      <section className="landing-card">
        <h1>{t("unreachable.title")}</h1>
        <Banner tone="attention">{t("unreachable.lead")}</Banner>
        <Button look="primary" wide onPress={onAgain}>
          {t("staff.again")}
        </Button>
      </section>
    </Landing>
  );
}

export function OtherFace({ name }: { readonly name: string }) {
  const t = useStaffWords();
  const live = useLive();
  return (
    <Landing>
      <section className="landing-card">
        <h1>{t("face.title")}</h1>
        <p className="muted">{t("face.lead", { name })}</p>
        <LinkButton look="primary" wide href="/">
          {t("face.patient")}
        </LinkButton>
        <Button wide onPress={() => void live.signOut()}>
          {t("face.signOut")}
        </Button>
      </section>
    </Landing>
  );
}
