/** A person's initials on a tint of their own: the same person is the same colour everywhere. */
import "./Avatar.css";

const TINTS = 6;

export interface AvatarProps {
  readonly name: string;
  /** What the tint is made from; the name unless told, so that two of one name may differ. */
  readonly id?: string;
  readonly size?: "small" | "large";
}

export function Avatar({ name, id, size = "small" }: AvatarProps) {
  // The letters are painted, not written: they are no part of a control's name.
  return <span className="avatar" data-tint={tint(id ?? name)} data-size={size} data-initials={initials(name)} />;
}

/** First letters of the first and the last word, leaving out titles such as "Dr." */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== "" && !word.endsWith("."));
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return letters.map((word) => [...(word ?? "")][0] ?? "").join("").toUpperCase();
}

function tint(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % TINTS;
}
