import type { Place } from "#chat";

/** Whoever interacts, as Slack's payloads tell of them. */
export type Interaction = {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly team_id?: string };
};

/**
 * Where somebody asks by a button or a form. People from another workspace press buttons in a shared channel too: for
 * them, only what is for everyone exists. https://docs.slack.dev/apis/slack-connect
 */
export function placeOf({ team, user }: Interaction, channel: string | undefined, ownTeam: string): Place {
  const tenant = team?.id ?? user.team_id ?? ownTeam;
  const theirs = user.team_id ?? tenant;
  return { platform: "slack", tenant: theirs, id: channel ?? user.id, ...(theirs !== tenant && { outsiders: true }) };
}
