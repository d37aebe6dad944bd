import { Routes } from "discord-api-types/v10";
import type { Finding } from "#chat";
import { checkServers } from "./check-servers.ts";
import { toChatError } from "./transport/errors.ts";
import { openRest, type RestOptions, type Send } from "./transport/rest.ts";

export type CheckOptions = Omit<RestOptions, "onRejected"> & { readonly applicationId: string };

/** The id of the token's application; undefined if Discord doesn't accept the token or doesn't answer. */
export async function ownApplication(options: Omit<RestOptions, "onRejected">): Promise<string | undefined> {
  const answer = await openRest(options)({ method: "GET", route: Routes.currentApplication() }).catch(() => undefined);
  const { id } = Object.assign({ id: undefined }, answer);
  return typeof id === "string" ? id : undefined;
}

/** Whether Discord accepts the credentials, and what the bot may do in its servers. Doesn't connect. */
export async function checkDiscord({ applicationId, ...options }: CheckOptions): Promise<readonly Finding[]> {
  const send = openRest(options);
  const taken = await checkToken(send, applicationId);
  return taken.ok ? [taken, ...(await checkServers(send))] : [taken];
}

async function checkToken(send: Send, applicationId: string): Promise<Finding> {
  try {
    const answer = await send({ method: "GET", route: Routes.currentApplication() });
    const { id, name } = Object.assign({ id: undefined, name: undefined }, answer);
    if (id === applicationId) return { ok: true, what: `Discord accepts DISCORD_TOKEN: the application is “${name}”` };
    return { ok: false, what: `DISCORD_APPLICATION_ID does not match DISCORD_TOKEN, whose application is ${id}` };
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 401)
      return { ok: false, what: "Discord does not accept DISCORD_TOKEN: copy the bot's token again" };
    return { ok: false, what: `DISCORD_TOKEN could not be checked with Discord: ${toChatError(error).message}` };
  }
}
