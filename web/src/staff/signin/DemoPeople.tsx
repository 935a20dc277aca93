/** The people of the demo practice, one click each; nothing at all in a real one. */
import { useEffect, useState } from "react";

import { useDoor } from "../../app/door";
import { useLive } from "../../app/live";
import type { DemoPerson } from "../../live/auth";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { useStaffWords } from "../words";
import { useAttempt } from "./useAttempt";

export function DemoPeople() {
  const t = useStaffWords();
  const live = useLive();
  const attempt = useAttempt("failed.general");
  const people = useDemoPeople();
  if (people.length === 0) return null;
  const enter = (person: DemoPerson) =>
    attempt.run(async () => {
      await live.auth.signInDemo(person.email);
    });
  return (
    <section className="landing-card" aria-labelledby="demo-title">
      <div>
        <h2 id="demo-title">{t("signin.demoTitle")}</h2>
        <p className="muted small">{t("signin.demoLead")}</p>
      </div>
      <ul className="demo-people">
        {people.map((person) => (
          <li key={person.email}>
            <Button
              look="quiet"
              wide
              className="demo-person"
              isDisabled={attempt.isRunning}
              onPress={() => void enter(person)}
            >
              <Avatar name={person.name} />
              <span className="demo-person-name">{person.name}</span>
              <span className="demo-person-role">{person.roles.map((role) => t(`role.${role}`)).join(", ")}</span>
            </Button>
          </li>
        ))}
      </ul>
      {attempt.error ? <p role="alert">{attempt.error}</p> : null}
    </section>
  );
}

/** Empty until they are known, and in a practice that is not a demo. */
function useDemoPeople(): readonly DemoPerson[] {
  const live = useLive();
  const isDemo = useDoor()?.demo === true;
  const [people, setPeople] = useState<readonly DemoPerson[]>([]);
  useEffect(() => {
    if (!isDemo) return;
    let isShown = true;
    live.auth.demoPeople().then(
      (found) => {
        if (isShown) setPeople(found.filter((person) => person.face === "staff"));
      },
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, [live, isDemo]);
  return people;
}
