/** A topic's name in the reader's language. */
import type { Data, Language } from "../live/wire";

type Topic = Data<"topic.list">["topics"][number];

export function topicName(topic: Topic, language: Language): string {
  return topic.names?.[language] ?? topic.name;
}
