/** The people of the demo practice, one tap each. Shows nothing in a real one. */

import { useEffect, useState } from "react";

import { useAttempt } from "../../app/attempt";
import { useLive } from "../../app/live";
import type { DemoPerson } from "../../live/auth";
import { Avatar } from "../../ui/Avatar";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { ChevronRightIcon } from "../../ui/icons";
import { sayFailure, usePatientWords } from "../words";

export function DemoPeople() {
  const t = usePatientWords();
  const { auth } = useLive();
  const { run, isRunning, failure } = useAttempt();
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    let isShown = true;
    // A real practice has no such door, and that is no failure.
    auth.demoPeople().then(
      (all) => isShown && setPeople(all.filter(({ face }) => face === "patient")),
      () => undefined,
    );
    return () => void (isShown = false);
  }, [auth]);
  if (!people.length) return null;
  return (
    <section className="card demo" aria-labelledby="demo-title">
      <h2 id="demo-title">{t("demo.title")}</h2>
      <p className="muted">{t("demo.lead")}</p>
      {failure ? (
        <Banner tone="danger" role="alert">
          {sayFailure(t, failure)}
        </Banner>
      ) : null}
      <ul className="demo-people">
        {people.map(({ email, name, roles }) => (
          <li key={email}>
            <Button className="demo-person" isDisabled={isRunning} onPress={() => void run(() => auth.signInDemo(email))}>
              <Avatar name={name} />
              <span className="demo-name">
                {name}
                {roles.includes("proxy") ? <span className="demo-role">{t("demo.proxy")}</span> : null}
              </span>
              <ChevronRightIcon />
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
