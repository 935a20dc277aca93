/** The secret of a handed-over link: behind the #, so that it reaches no log. */

import type { Face } from "../../live/wire";

/** Reads the token and takes it out of the address, where a shoulder or a history could find it. */
export function tokenOfPage(): string {
  const token = location.hash.slice(1);
  if (token) history.replaceState({ token }, "", location.pathname);
  // A page that is reloaded still has it.
  return token || ((history.state as { token?: string } | null)?.token ?? "");
}

/** Goes to the build of a face, with a fresh page: the link's own page holds a used secret. */
export function enter(face: Face): void {
  location.replace(face === "staff" ? "/staff/" : "/");
}
