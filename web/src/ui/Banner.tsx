/** A message that belongs to the page: calm blue unless something needs attention. */
import type { ReactNode } from "react";

import { AlertIcon, CheckIcon, MessageIcon } from "./icons";
import "./Banner.css";

export type BannerTone = "calm" | "attention" | "danger" | "good";

export interface BannerProps {
  readonly tone?: BannerTone;
  readonly title?: string;
  readonly icon?: ReactNode;
  /** Read out when it appears: `alert` at once, `status` when the reader pauses. */
  readonly role?: "alert" | "status";
  readonly children?: ReactNode;
}

export function Banner({ tone = "calm", title, icon, role, children }: BannerProps) {
  return (
    <div className="banner" data-tone={tone} role={role}>
      {icon ?? toneIcon(tone)}
      <div className="banner-words">
        {title ? <p className="banner-title">{title}</p> : null}
        {children}
      </div>
    </div>
  );
}

function toneIcon(tone: BannerTone) {
  if (tone === "good") return <CheckIcon />;
  return tone === "calm" ? <MessageIcon /> : <AlertIcon />;
}
