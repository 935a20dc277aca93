/** Every conversation of the people I speak for, newest first. */

import { Link } from "wouter";

import { useSee } from "../../app/live";
import { Button } from "../../ui/Button";
import { LinkButton } from "../../ui/LinkButton";
import { PencilIcon } from "../../ui/icons";
import { Awaited } from "../frame/Awaited";
import { Failed } from "../frame/Failed";
import { Title } from "../frame/Title";
import { usePatientWords } from "../words";
import { EVERY_THREAD } from "./asked";
import { Finder } from "./Finder";
import { ThreadRow } from "./ThreadRow";

export function MessageList() {
  const t = usePatientWords();
  const { data, refusal, hasMore, more, again } = useSee("thread.list", EVERY_THREAD);
  return (
    <>
      <Title>{t("places.messages")}</Title>
      <Link href="/ask" asChild>
        <LinkButton href="/ask" look="primary" wide icon={<PencilIcon />}>
          {t("home.ask")}
        </LinkButton>
      </Link>
      {refusal ? <Failed failure={refusal} onAgain={again} /> : null}
      {!data && !refusal ? <Awaited lines={6} /> : null}
      {data?.threads.length === 0 ? <p className="muted empty">{t("messages.none")}</p> : null}
      {data?.threads.length ? (
        <Finder>
          <ul className="rows card">
            {data.threads.map((thread) => (
              <ThreadRow key={thread.thread} thread={thread} />
            ))}
          </ul>
          {hasMore ? (
            <Button wide onPress={more}>
              {t("messages.older")}
            </Button>
          ) : null}
        </Finder>
      ) : null}
    </>
  );
}
