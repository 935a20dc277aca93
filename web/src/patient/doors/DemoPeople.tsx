/** The people of the demo practice, one tap each. Shows nothing in a real one. */

import { useEffect, useState } from "react";

import { useDoor } from "../../app/door";
import { useAttempt } from "../../app/attempt";
import { useLive } from "../../app/live";
import type { DemoPerson } from "../../live/auth";
import { Avatar } from "../../ui/Avatar";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { ChevronRightIcon } from "../../ui/icons";
import { sayFailure, usePatientWords } from "../words";

const SHOWN = 6;

export function DemoPeople() {
  const t = usePatientWords();
  const { auth } = useLive();
  const isDemo = useDoor()?.demo === true;
  const { run, isRunning, failure } = useAttempt();
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  const [isWhole, setWhole] = useState(false);
  useEffect(() => {
    if (!isDemo) return;
    let isShown = true;
    auth.demoPeople().then(
      (all) => isShown && setPeople(all.filter(({ face }) => face === "patient")),
      () => undefined,
    );
    return () => void (isShown = false);
  }, [auth, isDemo]);
  if (!people.length) return null;
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("demo.title")}</h2>
      <p className="muted">{t("demo.lead")}</p>
      {failure ? (
        <Banner tone="danger" role="alert">
          {sayFailure(t, failure)}
        </Banner>
      ) : null}
      <ul className="demo-people">
        {people.slice(0, isWhole ? people.length : SHOWN).map(({ email, name }) => (
          <li key={email}>
            <Button className="demo-person" isDisabled={isRunning} onPress={() => void run(() => auth.signInDemo(email))}>
              <Avatar name={name} />
              <span className="demo-name">{name}</span>
              <ChevronRightIcon />
            </Button>
          </li>
        ))}
      </ul>
      {people.length > SHOWN && !isWhole ? (
        <Button look="link" onPress={() => setWhole(true)}>
          {t("demo.more", { count: people.length - SHOWN })}
        </Button>
      ) : null}
    </section>
  );
}
