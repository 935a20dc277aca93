/** A key of the keyboard, as printed on it. */
import type { ReactNode } from "react";

import "./Key.css";

export function Key({ children }: { readonly children: ReactNode }) {
  return <kbd className="key">{children}</kbd>;
}
