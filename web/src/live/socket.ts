/** The socket as a link: frames in and out, and how it closed. When to open one again is the connection's business. */

import type { ServerFrame } from "./frames";
import type { Closing, Link, LinkListener, OpenLink } from "./link";

export const SUBPROTOCOL = "chartwire.v1";

const ABNORMAL = 1006;

export function socketAt(url: string): OpenLink {
  return (listener) => openSocket(url, listener);
}

function openSocket(url: string, listener: LinkListener): Link {
  const socket = new WebSocket(url, SUBPROTOCOL);
  let isOver = false;
  // Some servers drop close reasons, so the last word is a bye frame.
  let bye: Closing | null = null;

  const end = (code: number) => {
    if (isOver) return;
    isOver = true;
    listener.closed(bye ?? { code, retry_ms: null });
  };
  socket.onopen = () => {
    if (!isOver) socket.send(JSON.stringify(listener.opened()));
  };
  socket.onmessage = ({ data }: MessageEvent) => {
    const frame = isOver ? null : parse(data);
    if (!frame) return;
    if (frame.type === "bye") bye = { code: frame.code, retry_ms: frame.retry_ms ?? null };
    else listener.received(frame);
  };
  socket.onclose = ({ code }: CloseEvent) => end(code);
  socket.onerror = () => end(ABNORMAL);

  return {
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
    },
    close: () => {
      isOver = true;
      socket.close(1000);
    },
  };
}

function parse(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data) as ServerFrame;
  } catch {
    return null;
  }
}
