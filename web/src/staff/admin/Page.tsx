/** One page of administration: title, what it is for, its main action, its content. */
import type { ReactNode } from "react";

export interface PageProps {
  readonly title: string;
  readonly lead: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, lead, action, children }: PageProps) {
  return (
    <section className="admin-page">
      <header className="admin-head">
        <div>
          <h3>{title}</h3>
          <p className="muted">{lead}</p>
        </div>
        {action}
      </header>
      {children}
    </section>
  );
}
