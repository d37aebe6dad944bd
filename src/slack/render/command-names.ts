/** A command's name as it is typed in Slack: `/acme-whats-next` with the prefix `acme`. */
export function slackName(command: string, prefix = ""): string {
  return `/${lead(prefix)}${command}`;
}

/** The command that a typed name means, with or without slash and prefix. */
export function commandNamed(typed: string, prefix = ""): string {
  const name = typed.trim().toLowerCase().replace(/^\//, "");
  const leads = lead(prefix);
  return leads !== "" && name.startsWith(leads) ? name.slice(leads.length) : name;
}

function lead(prefix: string): string {
  const bare = prefix.toLowerCase().replace(/^\/|-$/g, "");
  return bare === "" ? "" : `${bare}-`;
}
