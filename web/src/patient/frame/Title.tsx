/** The page's heading: names the document, and takes the focus when the page was come to from another. */

import { useEffect, useRef } from "react";

let isFirstPage = true;

interface TitleProps {
  readonly children: string;
  /** The page sees to where it is scrolled itself. */
  readonly keepsScroll?: boolean;
}

export function Title({ children, keepsScroll = false }: TitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${children} · Chartwire`;
  }, [children]);
  useEffect(() => {
    if (!keepsScroll) scrollTo(0, 0);
    // On the first page the browser has put the focus where it belongs.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, [keepsScroll]);
  return (
    <div className="title">
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
    </div>
  );
}
