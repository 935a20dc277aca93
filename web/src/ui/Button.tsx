/** The button: one look per weight of the action, a name always, a spinner while its promise is out. */
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import type { ReactNode, Ref } from "react";

import { SpinnerIcon } from "./icons";
import "./Button.css";

export type ButtonLook = "primary" | "plain" | "quiet" | "danger" | "link";

export interface ButtonProps extends Omit<AriaButtonProps, "children" | "className" | "style" | "isPending"> {
  readonly look?: ButtonLook;
  readonly icon?: ReactNode;
  /** Its promise is out: it keeps the focus, shows a spinner and does nothing more. */
  readonly isPending?: boolean;
  /** Fills the row: the one next thing on a phone. */
  readonly wide?: boolean;
  readonly children?: ReactNode;
  readonly className?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

/** A submit button that waits must not submit by Enter either. */
const WAITING = { type: "button", onPress: undefined, "aria-disabled": "true" } as const;

export function Button({ look = "plain", icon, wide, children, className, isPending, ...rest }: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(isPending ? WAITING : {})}
      className={className === undefined ? "button" : `button ${className}`}
      data-look={look}
      data-wide={wide || undefined}
      data-pending={isPending || undefined}
      data-icon-only={children === undefined || undefined}
    >
      {isPending ? <SpinnerIcon className="button-spinner" /> : icon}
      {children}
    </AriaButton>
  );
}
