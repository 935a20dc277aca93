/** Language, letters, colours, how to reach the practice, and the way out. */

import { useState } from "react";
import { useStore } from "zustand";
import { useLocation } from "wouter";

import { telephoneHref } from "../../app/door";
import { useLive, useMe } from "../../app/live";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { SignOutIcon } from "../../ui/icons";
import { Title } from "../frame/Title";
import { usePatientWords } from "../words";
import { LanguageSwitch } from "./LanguageSwitch";
import { Notices } from "./Notices";
import { TextSizeSwitch } from "./TextSizeSwitch";
import { ThemeSwitch } from "./ThemeSwitch";

export function More() {
  const t = usePatientWords();
  const { actor, practice, mails } = useMe();
  return (
    <>
      <Title>{t("more.title")}</Title>
      <section className="card stack">
        <h2>{t("language.label")}</h2>
        <LanguageSwitch />
      </section>
      <section className="card stack">
        <h2>{t("text-size.label")}</h2>
        <TextSizeSwitch />
        <p className="muted small">{t("text-size.kept")}</p>
      </section>
      <section className="card stack">
        <h2>{t("theme.label")}</h2>
        <ThemeSwitch />
      </section>
      {mails ? <Notices /> : null}
      <section className="card stack">
        <h2>{practice.name}</h2>
        <p>
          <a className="tap" href={telephoneHref(practice.telephone)}>
            {practice.telephone}
          </a>
        </p>
        <p className="muted">{t("home.emergency")}</p>
      </section>
      <section className="card stack">
        <h2>{t("more.signed-in", { name: actor.name })}</h2>
        <SignOut />
      </section>
    </>
  );
}

/** Signing out forgets what was not sent, so that is asked about first. */
function SignOut() {
  const t = usePatientWords();
  const live = useLive();
  const unsent = useStore(live.pending, (all) => all.filter(({ state }) => state !== "done").length);
  const [isAsked, setAsked] = useState(false);
  const [, goTo] = useLocation();
  const signOut = () => {
    // The next person on this device begins at the beginning.
    goTo("/");
    void live.signOut();
  };
  if (!isAsked) {
    return (
      <Button wide icon={<SignOutIcon />} onPress={() => (unsent ? setAsked(true) : signOut())}>
        {t("more.sign-out")}
      </Button>
    );
  }
  return (
    <Banner tone="attention" role="alert" title={t("more.unsent", { count: unsent })}>
      <div className="row">
        <Button look="danger" onPress={signOut}>
          {t("more.sign-out-anyway")}
        </Button>
        <Button onPress={() => setAsked(false)}>{t("more.stay")}</Button>
      </div>
    </Banner>
  );
}
