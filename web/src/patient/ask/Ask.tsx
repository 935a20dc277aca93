/** What is it about, and for whom: a need, never a mailbox. */

import { useState } from "react";
import { Link } from "wouter";

import { useSee } from "../../app/live";
import { useLanguage } from "../../app/words";
import { Choice, ChoiceGroup } from "../../ui/Choice";
import { ChevronRightIcon } from "../../ui/icons";
import { Awaited } from "../frame/Awaited";
import { Failed } from "../frame/Failed";
import { Title } from "../frame/Title";
import { useSpokenFor } from "../spoken_for";
import { usePatientWords } from "../words";
import { nameOfTopic } from "./topic";
import "./ask.css";

export function Ask() {
  const t = usePatientWords();
  const language = useLanguage();
  const { open: patients } = useSpokenFor();
  const { data, refusal, again } = useSee("topic.list", {});
  const [chosen, choose] = useState(patients[0]?.id ?? "");
  return (
    <>
      <Title>{t("ask.title")}</Title>
      {patients.length > 1 ? (
        <ChoiceGroup label={t("ask.who")} value={chosen} onChange={choose}>
          {patients.map(({ id, name, relation }) => (
            <Choice key={id} value={id} name={relation === "self" ? t("ask.me", { name }) : name} />
          ))}
        </ChoiceGroup>
      ) : null}
      {refusal ? <Failed failure={refusal} onAgain={again} /> : null}
      {!data && !refusal ? <Awaited lines={5} /> : null}
      {data ? (
        <nav aria-label={t("ask.about")}>
          <ul className="rows card">
            {data.topics.map((topic) => (
              <li key={topic.id}>
                <Link href={`/ask/${chosen}/${topic.id}`} className="need">
                  {nameOfTopic(topic, language)}
                  <ChevronRightIcon />
                </Link>
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
    </>
  );
}
