/** The page's heading: names the document, and takes the focus when the page was come to from another. */

import { type ReactNode, useEffect, useRef } from "react";

let isFirstPage = true;

interface TitleProps {
  readonly children: string;
  readonly aside?: ReactNode;
}

export function Title({ children, aside }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · Chartwire`;
  }, [children]);
  useEffect(() => {
    scrollTo(0, 0);
    // On the first page the browser has put the focus where it belongs.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <div className="title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
      {aside}
    </div>
  );
}
