/**
 * What a person typed, out of what Slack sends: references as people see them (a name of several words as one), links
 * with a label of their own as `[label](address)`, entities undone.
 * https://docs.slack.dev/messaging/formatting-message-text#retrieving-messages
 */
export function typedText(text: string): string {
  return text
    .replace(/<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>/g, (_, kind: string, id: string, label = "") =>
      kind === "" ? link(id, label) : reference(kind, id, label),
    )
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}

/** `@U1|sam`, `#C1|general`, `!subteam^S1|@desk`, `!here`, `!date^…|Monday`. */
function reference(kind: string, id: string, label: string): string {
  if (kind === "!" && id.startsWith("date^")) return label;
  const name = (label || id.replace(/\^.*$/, "")).replace(/^[@#!]/, "").replace(/\s+/g, "_");
  return `${kind === "#" ? "#" : "@"}${name}`;
}

/** What looks like an address by itself is shown as one. */
function link(address: string, label: string): string {
  const isSame =
    label === "" || address.replace(/^[a-z]+:(?:\/\/)?/i, "").startsWith(label.replace(/^[a-z]+:\/\//i, ""));
  return isSame ? address : `[${label.replace(/[[\]]/g, "")}](${address})`;
}
