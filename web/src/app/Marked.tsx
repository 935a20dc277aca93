/** A text with the words that were looked for. */
import type { Part } from "../live/wire";

export function Marked({ parts }: { readonly parts: readonly Part[] }) {
  return parts.map((part, at) => (part.found ? <mark key={at}>{part.text}</mark> : part.text));
}
