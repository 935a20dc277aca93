/** Signed in, but as staff: the way to the staff pages, or in as a patient. */

import { useLive } from "../../app/live";
import { Button } from "../../ui/Button";
import { LinkButton } from "../../ui/LinkButton";
import { usePatientWords } from "../words";
import { OutsideFrame } from "./OutsideFrame";

export function OtherFace({ name }: { readonly name: string }) {
  const t = usePatientWords();
  const { auth } = useLive();
  return (
    <OutsideFrame title={t("other.title")}>
      <p>{t("other.lead", { name })}</p>
      <LinkButton href="/staff/" look="primary" wide>
        {t("other.staff")}
      </LinkButton>
      <Button wide onPress={() => void auth.signOut()}>
        {t("other.out")}
      </Button>
    </OutsideFrame>
  );
}
