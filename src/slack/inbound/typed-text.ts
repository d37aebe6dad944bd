/**
 * What a person typed, out of what Slack sends: references as people see them, entities undone, the bot's own name gone.
 * https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
 */
export function typedText(text: string, botUserId?: string): string {
  return text
    .replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_, kind: string, id: string, label?: string) => {
      if (kind === "@" && id === botUserId) return " ";
      return label ? (kind === "" ? label : kind + label) : kind + id;
    })
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
