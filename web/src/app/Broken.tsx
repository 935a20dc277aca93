/** The last line: a fault in a view leaves words, a way on and whom to call, never a blank page. */

import { Component, type ReactNode } from "react";

import { Button } from "../ui/Button";
import { PhoneIcon } from "../ui/icons";
import { LinkButton } from "../ui/LinkButton";
import { keptPractice, telephoneHref } from "./door";
import { useWords } from "./words";
import "./broken.css";

interface BrokenProps {
  readonly children: ReactNode;
}

export class Broken extends Component<BrokenProps, { readonly isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError() {
    return { isBroken: true };
  }

  override render() {
    return this.state.isBroken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const t = useWords();
  const practice = keptPractice();
  return (
    <main className="broken">
      <h1>{t("app.broken")}</h1>
      <p>{t("app.broken-lead")}</p>
      <Button look="primary" onPress={() => location.reload()}>
        {t("app.reload")}
      </Button>
      {practice ? (
        <LinkButton href={telephoneHref(practice.telephone)} icon={<PhoneIcon />}>
          {t("app.call", { practice: practice.name, telephone: practice.telephone })}
        </LinkButton>
      ) : null}
    </main>
  );
}
