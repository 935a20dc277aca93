/** A link that looks like a button: for going somewhere, where a button would do something. */
import type { AnchorHTMLAttributes, ReactNode } from "react";

import type { ButtonLook } from "./Button";
import "./Button.css";

export interface LinkButtonProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  readonly href: string;
  readonly look?: ButtonLook;
  readonly icon?: ReactNode;
  readonly wide?: boolean;
}

/** Spread wouter's link props onto it, or give `href` alone. */
export function LinkButton({ look = "plain", icon, wide, children, className, ...rest }: LinkButtonProps) {
  return (
    <a
      {...rest}
      className={className === undefined ? "button" : `button ${className}`}
      data-look={look}
      data-wide={wide || undefined}
    >
      {icon}
      {children}
    </a>
  );
}
