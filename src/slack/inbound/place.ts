import type { Place } from "#chat";
import type { Context } from "../outbound/context.ts";
import { toChatError } from "../transport/errors.ts";

/** Who asks: the person, and the workspace (or, in Enterprise Grid, the organization) that the payload says they are of. */
export type Speaker = { readonly user: string; readonly team: string | null | undefined };

type Kit = Pick<Context, "me" | "serves" | "client" | "log">;

/**
 * Where somebody asks. People from other workspaces press buttons and ask in a shared channel too: for them, and for
 * whoever is from nobody knows where, only what is for everyone exists. https://docs.slack.dev/apis/slack-connect
 *
 * In an organization of several workspaces a payload may name the organization, or the workspace that a person calls
 * home, beside the one they are in: Slack is asked whether they are a member of ours, and a press then sees what a
 * command does. https://docs.slack.dev/enterprise
 */
export async function placeOf(kit: Kit, payload: object, speaker: Speaker, id: string): Promise<Place> {
  const { me, serves } = kit;
  const org = me.enterpriseId ?? orgIn(payload, me.teamId);
  const named = teamsIn(payload).filter((team) => team !== org);
  const isOfOrg = org !== undefined && speaker.team === org;
  const spoken = isOfOrg ? named[0] : speaker.team;
  if (!spoken && !isOfOrg) return { platform: "slack", tenant: "", id, outsiders: true };
  const isElsewhere = [...named, spoken].some((team) => team !== me.teamId);
  const own = org !== undefined && isElsewhere ? await workspacesOf(kit, speaker.user, org) : [];
  const isMember = own.includes(me.teamId);
  const teams = isMember ? named.filter((team) => !own.includes(team)) : named;
  const tenantOfSpeaker = isMember ? me.teamId : (spoken ?? "");
  const others = teams.filter((team) => team !== me.teamId);
  // Each workspace that has a part in it must be served.
  const tenant = teams.find((team) => !serves(team)) ?? others[0] ?? tenantOfSpeaker;
  const outsiders = others.length > 0 || tenantOfSpeaker !== me.teamId;
  return { platform: "slack", tenant, id, ...(outsiders && { outsiders }) };
}

/** The workspaces of an organization that a person is a member of; none where Slack does not say that they are of it. */
async function workspacesOf({ client, log }: Kit, user: string, org: string): Promise<readonly string[]> {
  try {
    const { user: found } = await client.users.info({ user });
    const { enterprise_id, teams = [] } = found?.enterprise_user ?? {};
    if (!found || found.is_stranger || enterprise_id !== org) return [];
    return [...teams, ...(found.team_id === undefined ? [] : [found.team_id])];
  } catch (error) {
    log.info({ user }, toChatError(error, "looking up which workspaces somebody is in").message);
    return [];
  }
}

/** The organization of a workspace, where the payload tells it of that very one. */
function orgIn(payload: object, team: string): string | undefined {
  const authorizations = field(payload, "authorizations");
  const parts = [payload, field(payload, "team"), ...(Array.isArray(authorizations) ? authorizations : [])];
  const own = parts.find(
    (part) => field(part, "enterprise_id") && [field(part, "id"), field(part, "team_id")].includes(team),
  );
  const org = field(own, "enterprise_id");
  return typeof org === "string" ? org : undefined;
}

/** The same in a thread, unless what is asked there is asked of its channel. */
export function inThread(place: Place, { thread, ofChannel }: { thread?: string; ofChannel?: boolean }): Place {
  return thread === undefined || ofChannel ? place : { ...place, id: thread, parent: place.id };
}

/**
 * The thread that a press was made in; a message of its own in the channel is in none, whatever was said under it. Of a
 * message that one person alone sees only `container` tells: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
export function threadOf({ container, message }: { container?: object; message?: object }): string | undefined {
  for (const part of [container, message]) {
    const thread = field(part, "thread_ts");
    if (typeof thread !== "string" || thread === "") continue;
    const own = field(part, "message_ts") ?? field(part, "ts");
    if (thread !== own) return thread;
  }
  return undefined;
}

/** The channel of the message that a press was made under, where only its container tells. */
export function channelOf({ container }: { container?: object }): string | undefined {
  const channel = field(container, "channel_id");
  return typeof channel === "string" && channel !== "" ? channel : undefined;
}

/** Whoever pressed, chose or submitted; of no workspace where the payload does not name both. */
export function speakerOf(body: {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly team_id?: string };
}): Speaker {
  return { user: body.user.id, team: body.team?.id ? body.user.team_id : undefined };
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
