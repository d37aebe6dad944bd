/**
 * What a person typed, from what Slack sends: references as people see them (a name of several words joined into one),
 * labeled links as `[label](address)`, entities decoded.
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

/** A label that looks like an address is shown as a bare address. */
function link(address: string, label: string): string {
  const isSame =
    label === "" || address.replace(/^[a-z]+:(?:\/\/)?/i, "").startsWith(label.replace(/^[a-z]+:\/\//i, ""));
  return isSame ? address : `[${label.replace(/[[\]]/g, "")}](${address})`;
}
