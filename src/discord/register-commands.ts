import { isDeepStrictEqual } from "node:util";
import { ApplicationCommandType, Routes } from "discord-api-types/v10";
import { isRecord, type Spec } from "#chat";
import { type DefinitionOptions, definitionsOf } from "./render/command-definitions.ts";
import { discordCode, toChatError } from "./transport/errors.ts";
import type { Log } from "./transport/log.ts";
import { openRest } from "./transport/rest.ts";

/** What registering commands needs. */
export type RegisterOptions = DefinitionOptions & {
  readonly token: string;
  readonly applicationId: string;
  /** The API's address, without the version: for a local server. */
  readonly apiUrl?: string;
  readonly specs: readonly Spec[];
  readonly log: Log;
  readonly now: () => number;
};

/**
 * Registers the commands with Discord, only if its list differs: each new name counts toward 200 a day. Meant for a
 * command of its own, never for a start.
 * @throws {Error} with a sentence for whoever runs the bot
 */
export async function registerCommands(options: RegisterOptions): Promise<"unchanged" | "changed"> {
  const { applicationId, specs, token, apiUrl, log, now } = options;
  const send = openRest({ token, log, now, ...(apiUrl && { apiUrl }) });
  const route = Routes.applicationCommands(applicationId);
  try {
    const before = listed(await send({ method: "GET", route: `${route}?with_localizations=true` }));
    const ours = definitionsOf(specs, options);
    if (isDeepStrictEqual(before.filter(isOurs).map(normal).sort(byName), ours.map(normal).sort(byName)))
      return "unchanged";
    // Discord removes commands that the list leaves out, and refuses to remove an activity's entry point.
    await send({ method: "PUT", route, body: [...ours, ...before.filter((command) => !isOurs(command))] });
    return "changed";
  } catch (error) {
    throw new Error(sentenceOf(error), { cause: toChatError(error) });
  }
}

type Command = Readonly<Record<string, unknown>>;

function listed(answer: unknown): Command[] {
  if (!Array.isArray(answer)) throw new Error("Discord did not list the commands");
  return answer.filter((command): command is Command => typeof command === "object" && command !== null);
}

function isOurs({ type = ApplicationCommandType.ChatInput }: Command): boolean {
  return type === ApplicationCommandType.ChatInput;
}

/** The parts of a command that we set, normalized: Discord leaves out empty and false values, and has its own order. */
function normal(command: object): Command {
  return Object.fromEntries(Object.entries(clean({ ...command })).filter(([key]) => SET_BY_US.has(key)));
}

const SET_BY_US: ReadonlySet<string> = new Set([
  "name",
  "name_localizations",
  "description",
  "description_localizations",
  "options",
  "contexts",
  "default_member_permissions",
  "integration_types",
]);

function clean(value: Command): Command {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inside]): [string, unknown][] => {
      const kept = Array.isArray(inside)
        ? inside.map((one) => (isRecord(one) ? clean(one) : one))
        : isRecord(inside)
          ? clean(inside)
          : inside;
      if (kept === undefined || kept === null || kept === false || isEmpty(kept)) return [];
      return [[key, Array.isArray(kept) && kept.every(Number.isInteger) ? kept.toSorted() : kept]];
    }),
  );
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function byName(one: Command, other: Command): number {
  return String(one.name) < String(other.name) ? -1 : 1;
}

function sentenceOf(error: unknown): string {
  const status = error instanceof Error && "status" in error ? error.status : undefined;
  if (status === 401) return "Discord does not accept DISCORD_TOKEN: copy the bot's token again";
  if (status === 403 || status === 404)
    return "DISCORD_APPLICATION_ID does not match DISCORD_TOKEN: copy it again from the application's page";
  if (discordCode(error) === TOO_MANY_NEW) return "Discord accepts no more new commands today: try again tomorrow";
  return `The commands were not registered: ${toChatError(error).message}`;
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const TOO_MANY_NEW = 30034;
