/** A menu of actions behind a button; sections and hints where a list of names would be a riddle. */
import {
  Header,
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  MenuTrigger,
  Popover,
  Separator,
  type MenuTriggerProps,
  type PopoverProps,
} from "react-aria-components";
import type { ReactNode } from "react";

import { CheckIcon } from "./icons";
import "./popover.css";

export interface MenuProps extends Omit<MenuTriggerProps, "children" | "trigger"> {
  /** The button that opens it. */
  readonly trigger: ReactNode;
  readonly label: string;
  readonly placement?: PopoverProps["placement"];
  readonly onAction?: (key: string) => void;
  readonly children: ReactNode;
}

export function Menu({ trigger, label, placement = "bottom start", onAction, children, ...rest }: MenuProps) {
  return (
    <MenuTrigger {...rest}>
      {trigger}
      <Popover className="popover" placement={placement}>
        <AriaMenu
          className="menu"
          aria-label={label}
          onAction={(key) => {
            onAction?.(String(key));
          }}
        >
          {children}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

export interface MenuItemProps {
  readonly id: string;
  readonly name: string;
  readonly hint?: string;
  readonly icon?: ReactNode;
  readonly isCurrent?: boolean;
  readonly isDisabled?: boolean;
  readonly href?: string;
}

export function MenuItem({ id, name, hint, icon, isCurrent, isDisabled = false, href }: MenuItemProps) {
  return (
    <AriaMenuItem
      id={id}
      className="menu-item"
      textValue={name}
      isDisabled={isDisabled}
      {...(href === undefined ? {} : { href })}
    >
      {icon}
      <span className="menu-item-words">
        <span>{name}</span>
        {hint ? <span className="menu-item-hint">{hint}</span> : null}
      </span>
      {isCurrent ? <CheckIcon size={16} className="menu-item-tick" /> : null}
    </AriaMenuItem>
  );
}

export function MenuSection({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <AriaMenuSection>
      <Header className="menu-heading">{name}</Header>
      {children}
    </AriaMenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className="menu-separator" />;
}
