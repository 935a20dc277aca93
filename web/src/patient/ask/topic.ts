/** A topic's name in the reader's language. */

import type { Language, WrittenTopic } from "../../live/wire";

export function nameOfTopic({ name, names }: WrittenTopic, language: Language): string {
  return names[language] || name;
}
