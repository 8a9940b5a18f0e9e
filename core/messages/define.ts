/** One sentence for people in both languages. `{{name}}` stands for a value. */
export interface MessageText {
  readonly en: string;
  readonly ja: string;
}

/** Declares a folder's messages. Keys look like `area.what`; both languages stand side by side, so neither can be forgotten. */
export function defineMessages<const K extends string>(messages: Record<K, MessageText>): Record<K, MessageText> {
  return messages;
}
