import { Routes } from "discord-api-types/v10";
import { type Finding, plain } from "#chat";
import { missingAnywhere } from "./outbound/permissions.ts";
import { toChatError } from "./transport/errors.ts";
import type { Send } from "./transport/rest.ts";

const PAGE = 200;
/** Bots in more servers than this have other ways to look. */
const MOST_PAGES = 5;
const MOST_NAMED = 10;

/**
 * Checks what the bot may do in each of its servers. Channels may grant or deny more, which is not checked here, so
 * each finding is for a person to look at. https://docs.discord.com/developers/resources/user#get-current-user-guilds
 */
export async function checkServers(send: Send): Promise<readonly Finding[]> {
  let servers: readonly Server[];
  try {
    servers = await serversOf(send);
  } catch (error) {
    return [toLookAt(`The bot's permissions could not be checked with Discord: ${toChatError(error).message}`)];
  }
  if (servers.length === 0) return [toLookAt("The bot is in no Discord server yet")];
  const lacking = servers.flatMap(({ name, permissions }) => {
    const missing = missingAnywhere(permissions);
    return missing.length === 0 ? [] : [{ name: plain(name), missing }];
  });
  const named = lacking
    .slice(0, MOST_NAMED)
    .map(({ name, missing }) =>
      toLookAt(
        `In the Discord server “${name}” the bot lacks ${missing.join(", ")}: allow ${missing.length === 1 ? "it" : "them"} for its role under Server Settings, Roles, or in each channel that it is to post in`,
      ),
    );
  const more = lacking.length - named.length;
  return [
    ...(lacking.length === 0
      ? [
          {
            ok: true,
            what: `The bot may post in ${servers.length === 1 ? "its server" : `its ${servers.length} servers`}`,
          },
        ]
      : named),
    ...(more > 0 ? [toLookAt(`The bot lacks permissions in ${more} more Discord servers`)] : []),
  ];
}

type Server = { readonly id: string; readonly name: string; readonly permissions: string };

async function serversOf(send: Send): Promise<readonly Server[]> {
  const servers: Server[] = [];
  for (let page = 0; page < MOST_PAGES; page++) {
    const last = servers.at(-1);
    const query = new URLSearchParams({ limit: String(PAGE), ...(last && { after: last.id }) });
    const answer = await send({ method: "GET", route: Routes.userGuilds(), query });
    const listed = Array.isArray(answer) ? answer.flatMap(serverOf) : [];
    servers.push(...listed);
    if (listed.length < PAGE) break;
  }
  return servers;
}

function serverOf(one: unknown): readonly Server[] {
  const { id, name, permissions } = Object.assign({ id: undefined, name: undefined, permissions: undefined }, one);
  return typeof id === "string" && typeof name === "string" && typeof permissions === "string"
    ? [{ id, name, permissions }]
    : [];
}

function toLookAt(what: string): Finding {
  return { ok: true, toLookAt: true, what };
}
