/** The product's own line icons on a 20-unit grid: decoration beside a word, never the only name of a control. */
import type { ReactNode } from "react";

export interface IconProps {
  readonly className?: string;
  /** Edge in px; 20 unless told. */
  readonly size?: number;
}

function line(paths: ReactNode) {
  return function Icon({ className, size = 20 }: IconProps) {
    return (
      <svg
        className={className}
        width={size}
        height={size}
        viewBox="0 0 20 20"
        fill="none"
        stroke="currentColor"
        strokeWidth={1.6}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
      >
        {paths}
      </svg>
    );
  };
}

export const AlertIcon = line(
  <>
    <path d="M10 3.2 17.6 16a.7.7 0 0 1-.6 1H3a.7.7 0 0 1-.6-1L10 3.2Z" />
    <path d="M10 8v3.6M10 14.2v.01" />
  </>,
);
export const AtIcon = line(<path d="M13 10a3 3 0 1 1-6 0 3 3 0 0 1 6 0Zm0-3v4a2 2 0 0 0 4 0v-1a7 7 0 1 0-2.8 5.6" />);
export const BellIcon = line(
  <>
    <path d="M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1.2 1.5H4.3l1.2-1.5Z" />
    <path d="M8.5 17.2h3" />
  </>,
);
export const UnreadIcon = line(
  <>
    <path d="M3 6.5h9.5M3 6.5V15a1 1 0 0 0 1 1h12a1 1 0 0 0 1-1v-4.5M3.4 6.8 10 11.5l2.6-1.8" />
    <circle cx="16" cy="5.5" r="2" fill="currentColor" />
  </>,
);
export const BackIcon = line(<path d="M12.5 4.5 7 10l5.5 5.5" />);
export const ChevronDownIcon = line(<path d="m5 7.5 5 5 5-5" />);
export const ChevronRightIcon = line(<path d="m7.5 5 5 5-5 5" />);
export const CheckIcon = line(<path d="m4 10.5 4 4 8-9" />);
export const CheckTwiceIcon = line(<path d="m1.8 10.6 3.6 3.8 7-8.4M9.6 14.2l.2.2 7-8.4" />);
export const ClipIcon = line(<path d="m16 9.2-6.3 6.3a3.6 3.6 0 0 1-5.1-5.1l6.7-6.7a2.4 2.4 0 0 1 3.4 3.4L8 13.8a1.2 1.2 0 0 1-1.7-1.7l6-6" />);
export const ClockIcon = line(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M10 6v4.2l2.8 1.8" />
  </>,
);
export const CloseIcon = line(<path d="m5 5 10 10M15 5 5 15" />);
export const CopyIcon = line(
  <>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 4.6A2 2 0 0 0 11.2 3.5H5.5a2 2 0 0 0-2 2v5.7c0 .8.5 1.5 1.1 1.8" />
  </>,
);
export const PageIcon = line(
  <>
    <path d="M11.5 2.8H5.8A1.3 1.3 0 0 0 4.5 4v12c0 .7.6 1.2 1.3 1.2h8.4c.7 0 1.3-.5 1.3-1.2V6.8l-4-4Z" />
    <path d="M11.5 2.8v4h4M7.5 11h5M7.5 14h3.5" />
  </>,
);
export const FlaskIcon = line(
  <path d="M7.5 3h5M8.5 3v5L4.2 15.2A1.2 1.2 0 0 0 5.3 17h9.4a1.2 1.2 0 0 0 1.1-1.8L11.5 8V3M6.3 12.5h7.4" />,
);
export const GlobeIcon = line(
  <>
    <circle cx="10" cy="10" r="7.2" />
    <path d="M2.8 10h14.4M10 2.8c2.2 2 3.2 4.4 3.2 7.2s-1 5.2-3.2 7.2c-2.2-2-3.2-4.4-3.2-7.2s1-5.2 3.2-7.2Z" />
  </>,
);
export const HomeIcon = line(<path d="m3 9 7-5.8L17 9v7a1 1 0 0 1-1 1h-3.7v-4.7H7.7V17H4a1 1 0 0 1-1-1V9Z" />);
export const InboxIcon = line(
  <path d="M3 11.5 5 4.7a1 1 0 0 1 1-.7h8a1 1 0 0 1 1 .7l2 6.8V15a1.2 1.2 0 0 1-1.2 1.2H4.2A1.2 1.2 0 0 1 3 15v-3.5Zm0 0h4l1 2h4l1-2h4" />,
);
export const KeyIcon = line(
  <>
    <circle cx="6.8" cy="13.2" r="3.3" />
    <path d="m9.2 10.8 7-7M13.5 6.5l2.3 2.3" />
  </>,
);
export const KeyboardIcon = line(
  <>
    <rect x="2.2" y="5" width="15.6" height="10" rx="1.8" />
    <path d="M5.5 8.2v.01M8.5 8.2v.01M11.5 8.2v.01M14.5 8.2v.01M6.5 11.8h7" />
  </>,
);
export const LayersIcon = line(<path d="m10 3 7 3.6-7 3.6-7-3.6L10 3ZM3.5 10l6.5 3.4 6.5-3.4M3.5 13.4 10 16.8l6.5-3.4" />);
export const LinkIcon = line(
  <path d="M8.4 11.6a3 3 0 0 0 4.3 0l2.7-2.7a3 3 0 0 0-4.3-4.3l-.8.8M11.6 8.4a3 3 0 0 0-4.3 0l-2.7 2.7a3 3 0 0 0 4.3 4.3l.8-.8" />,
);
export const LockIcon = line(
  <>
    <rect x="4" y="9" width="12" height="8" rx="1.8" />
    <path d="M6.8 9V6.6a3.2 3.2 0 0 1 6.4 0V9" />
  </>,
);
export const MailIcon = line(
  <>
    <rect x="2.5" y="4.5" width="15" height="11" rx="1.8" />
    <path d="m3.2 6 6.8 5 6.8-5" />
  </>,
);
export const MenuIcon = line(<path d="M3.5 6h13M3.5 10h13M3.5 14h13" />);
export const MonitorIcon = line(
  <>
    <rect x="2.8" y="3.8" width="14.4" height="9.8" rx="1.6" />
    <path d="M7 16.8h6M10 13.6v3.2" />
  </>,
);
export const MessageIcon = line(
  <path d="M4.2 3.8h11.6A1.2 1.2 0 0 1 17 5v7.6a1.2 1.2 0 0 1-1.2 1.2H9l-4 3v-3h-.8A1.2 1.2 0 0 1 3 12.6V5a1.2 1.2 0 0 1 1.2-1.2Z" />,
);
export const MoonIcon = line(<path d="M16.5 11.8A7 7 0 0 1 8.2 3.5a7 7 0 1 0 8.3 8.3Z" />);
export const MoreIcon = line(
  <g strokeWidth={2.4}>
    <path d="M4.8 10v.01M10 10v.01M15.2 10v.01" />
  </g>,
);
export const NoteIcon = line(
  <path d="M4.5 3.5h11a1 1 0 0 1 1 1v7.5l-4.5 4.5h-7.5a1 1 0 0 1-1-1v-11a1 1 0 0 1 1-1ZM12 16.5V12h4.5M6.8 7.2h6.4M6.8 10h3.2" />,
);
export const OfflineIcon = line(<path d="M3 3l14 14M2.8 8.2A11 11 0 0 1 6.5 6M9.5 5a11 11 0 0 1 7.7 3.2M5.6 11.3a7 7 0 0 1 2.6-1.6M12.8 10.3c.6.3 1.1.6 1.6 1M10 15v.01" />);
export const PeopleIcon = line(
  <>
    <circle cx="7.5" cy="7" r="2.9" />
    <path d="M2.5 16c.3-2.9 2.3-4.6 5-4.6s4.7 1.7 5 4.6M12.8 4.4a2.9 2.9 0 0 1 0 5.3M14.2 11.8c1.9.5 3.1 2 3.3 4.2" />
  </>,
);
export const PencilIcon = line(<path d="m3.5 16.5.8-3.6 8.9-8.9a1.5 1.5 0 0 1 2.1 0l.7.7a1.5 1.5 0 0 1 0 2.1l-8.9 8.9-3.6.8Z" />);
export const PersonIcon = line(
  <>
    <circle cx="10" cy="6.7" r="3.3" />
    <path d="M4 17c.3-3.3 2.7-5.2 6-5.2s5.7 1.9 6 5.2" />
  </>,
);
export const PhoneIcon = line(
  <path d="M4.3 3.2h2.5l1.4 3.6-1.8 1.3a9 9 0 0 0 5.5 5.5l1.3-1.8 3.6 1.4v2.5c0 .7-.5 1.2-1.2 1.2A12.5 12.5 0 0 1 3.1 4.4c0-.7.5-1.2 1.2-1.2Z" />,
);
export const PillIcon = line(<path d="M4.2 15.8a3.6 3.6 0 0 1 0-5.1l6.5-6.5a3.6 3.6 0 0 1 5.1 5.1l-6.5 6.5a3.6 3.6 0 0 1-5.1 0ZM7.5 7.5l5 5" />);
export const PlusIcon = line(<path d="M10 4v12M4 10h12" />);
export const QuickReplyIcon = line(<path d="M10.8 2.8 4.5 11h4.3l-1 6.2L14.5 9h-4.4l.7-6.2Z" />);
export const PulseIcon = line(<path d="M2.5 10.5h3.3l2-5 3.4 9.5 2.4-6 1 1.5h2.9" />);
export const ReopenIcon = line(<path d="M3.5 4v4h4M3.8 8A6.8 6.8 0 1 1 3.2 11" />);
export const ReplyIcon = line(<path d="M8 4.5 3 9.5l5 5M3 9.5h7.5a6 6 0 0 1 6 6v.5" />);
export const PrintIcon = line(
  <>
    <path d="M6 7V3.5h8V7M6 13.5H4.5A1.5 1.5 0 0 1 3 12V8.5A1.5 1.5 0 0 1 4.5 7h11A1.5 1.5 0 0 1 17 8.5V12a1.5 1.5 0 0 1-1.5 1.5H14" />
    <path d="M6 11.5h8v5H6z" />
  </>,
);
export const SearchIcon = line(
  <>
    <circle cx="8.8" cy="8.8" r="5.6" />
    <path d="m13 13 4 4" />
  </>,
);
export const SendIcon = line(<path d="M17 3 2.8 8.3l5.6 3.3m8.6-8.6-5.3 14.2-3.3-5.6M17 3l-8.6 8.6" />);
export const SettingsIcon = line(
  <path d="M3 5.5h6.5M13.5 5.5H17M3 14.5h2.5M9.5 14.5H17M11.5 3.5v4M7.5 12.5v4M3 10h10.5M16 8v4" />,
);
export const SignOutIcon = line(<path d="M8 3.5H4.7a1.2 1.2 0 0 0-1.2 1.2v10.6a1.2 1.2 0 0 0 1.2 1.2H8M13 6.5l3.5 3.5-3.5 3.5M16.5 10H8" />);
export const SpinnerIcon = line(<path d="M10 3a7 7 0 1 0 7 7" />);
export const SunIcon = line(
  <>
    <circle cx="10" cy="10" r="3.3" />
    <path d="M10 2.5v1.7M10 15.8v1.7M2.5 10h1.7M15.8 10h1.7M4.7 4.7l1.2 1.2M14.1 14.1l1.2 1.2M15.3 4.7l-1.2 1.2M5.9 14.1l-1.2 1.2" />
  </>,
);
export const SyringeIcon = line(
  <path d="m13.2 3.2 3.6 3.6M15 5l-2.4 2.4M8 6.6l5.4 5.4-5.2 5.2H5.4L4.2 18.4M4.2 18.4 2.6 16.8M8 6.6 2.8 11.8v2.8l1.4 1.4M10.4 9 8.9 10.5M8 6.6 6.8 5.4M13.4 12l1.2 1.2" />,
);
export const UndoIcon = line(<path d="M6.5 4 3 7.5 6.5 11M3 7.5h8.5a4.5 4.5 0 0 1 0 9H8" />);
