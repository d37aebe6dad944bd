import type { Place } from "#chat";
import type { Context } from "../outbound/context.ts";

/**
 * Where somebody asks. `speaker` is the workspace of whoever asks, as the payload tells. People from other workspaces
 * press buttons and ask in a shared channel too: for them, and for whoever is from nobody knows where, only what is for
 * everyone exists. https://docs.slack.dev/apis/slack-connect
 */
export function placeOf(
  { me, serves }: Pick<Context, "me" | "serves">,
  payload: object,
  speaker: string | null | undefined,
  id: string,
): Place {
  const teams = teamsIn(payload);
  const others = teams.filter((team) => team !== me.teamId);
  if (!speaker) return { platform: "slack", tenant: "", id, outsiders: true };
  // Each workspace that has a part in it must be served.
  const tenant = teams.find((team) => !serves(team)) ?? others[0] ?? speaker;
  return { platform: "slack", tenant, id, ...((others.length > 0 || speaker !== me.teamId) && { outsiders: true }) };
}

/** The workspace of whoever pressed, chose or submitted; undefined where the payload does not name both. */
export function speakerOf(body: {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly team_id?: string };
}): string | undefined {
  return body.team?.id ? body.user.team_id : undefined;
}

const TEAM_FIELDS = ["team", "team_id", "context_team_id", "user_team", "source_team"];

/** Every workspace that a payload names, wherever Slack names one. */
function teamsIn(payload: object): readonly string[] {
  const event = field(payload, "event");
  const authorizations = field(payload, "authorizations");
  const parts = [
    payload,
    event,
    field(event, "view"),
    field(event, "user_profile"),
    ...["user", "view", "message"].map((name) => field(payload, name)),
    ...(Array.isArray(authorizations) ? authorizations : []),
  ];
  const named = parts.flatMap((part) => TEAM_FIELDS.map((name) => field(part, name)));
  return named
    .map((team) => (typeof team === "string" ? team : field(team, "id")))
    .filter((team): team is string => typeof team === "string" && team !== "");
}

function field(from: unknown, name: string): unknown {
  return typeof from === "object" && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
}
