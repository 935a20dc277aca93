/** What is not known yet: on its way, or, without a connection, said in words with what to do. */

import { telephoneHref } from "../../app/door";
import { useConnection, useMe } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { LinkButton } from "../../ui/LinkButton";
import { PhoneIcon } from "../../ui/icons";
import { Skeleton } from "../../ui/Skeleton";
import { usePatientWords } from "../words";

export function Awaited({ lines }: { readonly lines: number }) {
  const t = usePatientWords();
  const { practice } = useMe();
  const { kind } = useConnection();
  if (kind !== "offline" && kind !== "stale") return <Skeleton label={t("app.opening")} lines={lines} />;
  return (
    <Banner tone="attention" role="status" title={t("offline.title")}>
      <p>{t("offline.lead")}</p>
      <div className="row">
        <LinkButton href={telephoneHref(practice.telephone)} icon={<PhoneIcon />}>
          {t("app.call", { practice: practice.name, telephone: practice.telephone })}
        </LinkButton>
      </div>
    </Banner>
  );
}
