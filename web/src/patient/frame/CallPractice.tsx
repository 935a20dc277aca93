/** A human, one tap away: at the same place of every page. */

import { type Reached, telephoneHref } from "../../app/door";
import { LinkButton } from "../../ui/LinkButton";
import { PhoneIcon } from "../../ui/icons";
import { usePatientWords } from "../words";
import "./call.css";

export function CallPractice({ name, telephone }: Reached) {
  const t = usePatientWords();
  return (
    <LinkButton href={telephoneHref(telephone)} icon={<PhoneIcon />} aria-label={t("app.call", { practice: name, telephone })}>
      <span className="call-telephone">{telephone}</span>
      <span className="call-short">{t("app.call-short")}</span>
    </LinkButton>
  );
}
