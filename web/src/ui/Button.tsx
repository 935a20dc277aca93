/** The button: one look per weight of the action, a name always, a spinner while its promise is out. */
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import type { ReactNode, Ref } from "react";

import { SpinnerIcon } from "./icons";
import "./Button.css";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger" | "link";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style"> {
  readonly look?: ButtonLook;
  readonly icon?: ReactNode;
  /** Fills the row: the one next thing on a phone. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = "plain", icon, wide, children, className, isPending, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(isPending === undefined ? {} : { isPending })}
      className={className === undefined ? "button" : `button ${className}`}
      data-look={look}
      data-wide={wide || undefined}
      data-icon-only={children === undefined || undefined}
    >
      {isPending ? <SpinnerIcon className="button-spinner" /> : icon}
      {children}
    </AriaButton>
  );
}
