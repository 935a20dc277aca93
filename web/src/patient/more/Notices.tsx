/** Whether to be told of new messages by e-mail. */

import { useNotices } from "../../app/notices";
import { Banner } from "../../ui/Banner";
import { Check } from "../../ui/Check";
import { announce } from "../../ui/LiveRegion";
import { sayFailure, usePatientWords } from "../words";

export function Notices() {
  const t = usePatientWords();
  const { notices, choose, refusal } = useNotices();
  const known = notices.find(({ about }) => about === "messages");
  if (!known) return null;
  const prefer = async (email: boolean) => {
    if (await choose({ about: "messages", email })) announce(t(email ? "notices.on" : "notices.off"));
  };
  return (
    <section className="card stack">
      <h2>{t("notices.title")}</h2>
      <Check isSelected={known.email} onChange={(email) => void prefer(email)}>
        {t("notices.messages")}
      </Check>
      <p className="muted">{t("notices.hint")}</p>
      {refusal ? (
        <Banner tone="danger" role="alert">
          {sayFailure(t, refusal)}
        </Banner>
      ) : null}
    </section>
  );
}
