/** For who may speak for somebody without seeing anything of the record: what that means, and whom to call. */

import { telephoneHref } from "../../app/door";
import { useMe } from "../../app/live";
import { useLanguage } from "../../app/words";
import type { SpokenFor } from "../../live/wire";
import { LinkButton } from "../../ui/LinkButton";
import { PersonIcon, PhoneIcon } from "../../ui/icons";
import { Banner } from "../../ui/Banner";
import { Title } from "../frame/Title";
import { usePatientWords } from "../words";
import { useSpokenFor } from "../spoken_for";
import "./home.css";

/** The whole of the pages when there is nobody whose messages can be shown. */
export function LimitedHome() {
  const t = usePatientWords();
  const { actor, practice } = useMe();
  const { closed } = useSpokenFor();
  const names = useNames(closed);
  return (
    <>
      <Title>{t("home.hello", { name: actor.name.split(" ")[0] ?? actor.name })}</Title>
      <section className="card next" data-calm aria-labelledby="limited-title">
        <h2 id="limited-title" className="next-title">
          {closed.length ? t("limited.title", { names }) : t("limited.nobody-title")}
        </h2>
        {closed.length ? <p>{t("limited.why", { names })}</p> : null}
        <p>{t(closed.length ? "limited.call" : "limited.nobody", { practice: practice.name })}</p>
        <LinkButton href={telephoneHref(practice.telephone)} look="primary" wide icon={<PhoneIcon />}>
          {t("app.call", { practice: practice.name, telephone: practice.telephone })}
        </LinkButton>
      </section>
      <section className="home-help" aria-labelledby="help">
        <h2 id="help">{t("home.help-title")}</h2>
        <p>{t("home.emergency")}</p>
      </section>
    </>
  );
}

/** Beside one's own messages: for whom there is nothing to see here. */
export function AlsoLimited() {
  const t = usePatientWords();
  const { practice } = useMe();
  const { closed } = useSpokenFor();
  const names = useNames(closed);
  if (!closed.length) return null;
  return (
    <Banner icon={<PersonIcon />} title={t("limited.title", { names })}>
      <p>{t("limited.also", { practice: practice.name, telephone: practice.telephone })}</p>
    </Banner>
  );
}

function useNames(people: readonly SpokenFor[]): string {
  const language = useLanguage();
  return new Intl.ListFormat(language, { type: "conjunction" }).format(people.map(({ name }) => name));
}
