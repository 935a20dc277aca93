/** When words should not wait: who can help now. It holds nothing back and names no illness. */

import { useEffect, useRef } from "react";

import { telephoneHref } from "../../app/door";
import { useMe } from "../../app/live";
import { LinkButton } from "../../ui/LinkButton";
import { PhoneIcon } from "../../ui/icons";
import { Banner } from "../../ui/Banner";
import { usePatientWords } from "../words";
import "./urgent.css";

interface CareCardProps {
  /** writing: still to be sent · waiting: sent, but not with the practice yet · sent: with the practice, marked urgent. */
  readonly stage: "writing" | "waiting" | "sent";
}

export function CareCard({ stage }: CareCardProps) {
  const t = usePatientWords();
  const { practice } = useMe();
  const card = useRef<HTMLDivElement>(null);
  // It comes while somebody types, perhaps below what they see.
  useEffect(() => {
    card.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <div ref={card} className="care">
      <Banner tone="danger" role="alert" title={t("urgent.title")}>
        <p>{t("urgent.lead")}</p>
        <div className="care-calls">
          <LinkButton href="tel:911" look="danger" wide icon={<PhoneIcon />}>
            {t("urgent.call-911")}
          </LinkButton>
          <LinkButton href={telephoneHref(practice.telephone)} wide icon={<PhoneIcon />}>
            {t("app.call", { practice: practice.name, telephone: practice.telephone })}
          </LinkButton>
        </div>
        <p>{t(`urgent.${stage}`, { practice: practice.name })}</p>
      </Banner>
    </div>
  );
}
