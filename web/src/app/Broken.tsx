/** The last line: a fault in a view leaves words and a way on, never a blank page. */

import { Component, type ReactNode } from "react";

import { Button } from "../ui/Button";
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
  return (
    <main className="broken">
      <h1>{t("app.broken")}</h1>
      <p>{t("app.broken-lead")}</p>
      <Button look="primary" onPress={() => location.reload()}>
        {t("app.reload")}
      </Button>
    </main>
  );
}
