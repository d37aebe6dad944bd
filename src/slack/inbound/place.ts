import type { Place } from "#chat";
import type { Context } from "../outbound/context.ts";
import { toChatError } from "../transport/errors.ts";

/** Who asks: the person and, as the payload names it, their workspace (or organization, in Enterprise Grid). */
export type Speaker = { readonly user: string; readonly team: string | null | undefined };

type Kit = Pick<Context, "me" | "serves" | "client" | "log">;

/**
 * Where somebody asks. In a shared channel people from other workspaces ask and press buttons too: they, and people
 * whose workspace is unknown, get only what is for everyone. https://docs.slack.dev/apis/slack-connect
 *
 * In an organization of several workspaces, a payload may name the organization or the person's home workspace besides
 * the one they are in. Slack is then asked whether they are a member of ours, so that a press gives the same answer as
 * a command. https://docs.slack.dev/enterprise
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
  // Every workspace involved must be served.
  const tenant = teams.find((team) => !serves(team)) ?? others[0] ?? tenantOfSpeaker;
  const outsiders = others.length > 0 || tenantOfSpeaker !== me.teamId;
  return { platform: "slack", tenant, id, ...(outsiders && { outsiders }) };
}

/** The workspaces of an organization that a person is a member of; none if Slack doesn't say that they belong to it. */
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

/** The organization of a workspace, if the payload names it for that workspace. */
function orgIn(payload: object, team: string): string | undefined {
  const authorizations = field(payload, "authorizations");
  const parts = [payload, field(payload, "team"), ...(Array.isArray(authorizations) ? authorizations : [])];
  const own = parts.find(
    (part) => field(part, "enterprise_id") && [field(part, "id"), field(part, "team_id")].includes(team),
  );
  const org = field(own, "enterprise_id");
  return typeof org === "string" ? org : undefined;
}

/** The same place inside a thread; unchanged if what is asked in the thread is about its channel. */
export function inThread(place: Place, { thread, ofChannel }: { thread?: string; ofChannel?: boolean }): Place {
  return thread === undefined || ofChannel ? place : { ...place, id: thread, parent: place.id };
}

/**
 * The thread that a press was made in. A top-level message of a channel is in none, even if it has replies. For a
 * message that only one person sees, only `container` says:
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
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

/** The channel of the message with the button, if only its container names it. */
export function channelOf({ container }: { container?: object }): string | undefined {
  const channel = field(container, "channel_id");
  return typeof channel === "string" && channel !== "" ? channel : undefined;
}

/** Whoever pressed, chose or submitted; without a workspace if the payload doesn't name both. */
export function speakerOf(body: {
  readonly team?: { readonly id: string } | null;
  readonly user: { readonly id: string; readonly team_id?: string };
}): Speaker {
  return { user: body.user.id, team: body.team?.id ? body.user.team_id : undefined };
}

const TEAM_FIELDS = ["team", "team_id", "context_team_id", "user_team", "source_team"];

/** Every workspace that a payload names, in any of its fields. */
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
