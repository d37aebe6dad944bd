import { Routes } from "discord-api-types/v10";
import { toChatError } from "./transport/errors.ts";
import { openRest, type RestOptions } from "./transport/rest.ts";

export type CheckOptions = Omit<RestOptions, "onRejected"> & { readonly applicationId: string };

/** The id of the application that a token is of; undefined where Discord does not take the token, or does not answer. */
export async function ownApplication(options: Omit<RestOptions, "onRejected">): Promise<string | undefined> {
  const answer = await openRest(options)({ method: "GET", route: Routes.currentApplication() }).catch(() => undefined);
  const { id } = Object.assign({ id: undefined }, answer);
  return typeof id === "string" ? id : undefined;
}

/** Whether Discord takes the credentials, without connecting: what is well, or what to mend. */
export async function checkDiscord({
  applicationId,
  ...options
}: CheckOptions): Promise<{ ok: boolean; what: string }> {
  const send = openRest(options);
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
