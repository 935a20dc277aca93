/** The places of the patient's pages: at the thumb on a phone, under the header where there is room. */

import type { ReactNode } from "react";
import { Link, useLocation } from "wouter";

import { useSee } from "../../app/live";
import { HomeIcon, MessageIcon, PencilIcon, SettingsIcon } from "../../ui/icons";
import { useSpokenFor } from "../spoken_for";
import { usePatientWords } from "../words";

export function Places() {
  const t = usePatientWords();
  const hasMessages = useSpokenFor().open.length > 0;
  return (
    <nav className="places" aria-label={t("places.label")}>
      <div className="frame-column places-row">
        <Place href="/" name={t("places.home")} icon={<HomeIcon />} />
        {hasMessages ? (
          <>
            <Messages />
            <Place href="/ask" name={t("places.ask")} icon={<PencilIcon />} />
          </>
        ) : null}
        <Place href="/more" name={t("places.more")} icon={<SettingsIcon />} />
      </div>
    </nav>
  );
}

function Messages() {
  const t = usePatientWords();
  const unread = useSee("unread.count", {}).data?.messages ?? 0;
  return <Place href="/messages" name={t("places.messages")} icon={<MessageIcon />} count={unread} />;
}

interface PlaceProps {
  readonly href: string;
  readonly name: string;
  readonly icon: ReactNode;
  readonly count?: number;
}

function Place({ href, name, icon, count = 0 }: PlaceProps) {
  const t = usePatientWords();
  const [location] = useLocation();
  const isHere = href === "/" ? location === "/" : location.startsWith(href);
  return (
    <Link href={href} className="place" aria-current={isHere ? "page" : undefined}>
      <span className="place-icon">
        {icon}
        {count > 0 ? (
          <span className="place-count" aria-hidden="true">
            {count > 99 ? "99+" : count}
          </span>
        ) : null}
      </span>
      {name}
      {count > 0 ? <span className="hidden-text">{t("places.unread", { count })}</span> : null}
    </Link>
  );
}
