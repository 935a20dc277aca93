/** The name of an icon-only control and its key, on hover and on focus; never the only place of a fact. */
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components";
import type { ReactElement } from "react";

import { Key } from "./Key";
import "./Tooltip.css";

export interface TooltipProps {
  readonly words: string;
  readonly shortcut?: string;
  readonly children: ReactElement;
}

export function Tooltip({ words, shortcut, children }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className="tooltip" offset={6}>
        {words}
        {shortcut === undefined ? null : <Key>{shortcut}</Key>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
