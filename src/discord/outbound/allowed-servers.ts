import { Routes } from "discord-api-types/v10";
import { LRUCache } from "lru-cache";
import { isRecord } from "#chat";
import { discordCode } from "../transport/errors.ts";
import type { Send } from "../transport/rest.ts";

/** Whether the bot may answer, if it only answers in some servers. */
export type AllowedServers = {
  /** In an allowed server, or in a direct message with a member of one. */
  admits(where: {
    readonly server?: string | undefined;
    readonly person: string;
    readonly alone: boolean;
  }): Promise<boolean>;
};

export type AllowedServersOptions = {
  /** Ids. Empty: every server. */
  readonly allowed: readonly string[];
  readonly send: Send;
  readonly now: () => number;
};

/** Asks Discord who is a member of a server, and remembers the answers for some minutes. */
export function openAllowedServers({ allowed, send, now }: AllowedServersOptions): AllowedServers {
  // Without the library's time to live: it would believe an answer for longer where the clock was set back.
  const known = new LRUCache<string, { readonly at: number; readonly isMember: Promise<boolean> }>({
    max: MEMBERS_KEPT,
  });
  const isMember = (person: string): Promise<boolean> => {
    const found = known.get(person);
    const age = found ? now() - found.at : MEMBER_KEPT_MS;
    if (found && age >= 0 && age < MEMBER_KEPT_MS) return found.isMember;
    const asked = isMemberOfAny(person, allowed, send);
    known.set(person, { at: now(), isMember: asked });
    asked.catch(() => known.delete(person));
    return asked;
  };
  return {
    async admits({ server, person, alone }) {
      if (allowed.length === 0) return true;
      if (server !== undefined) return allowed.includes(server);
      return alone && (await isMember(person).catch(() => false));
    },
  };
}

async function isMemberOfAny(person: string, servers: readonly string[], send: Send): Promise<boolean> {
  let failed: unknown;
  for (const server of servers) {
    try {
      if (isRecord(await send({ method: "GET", route: Routes.guildMember(server, person) }))) return true;
    } catch (error) {
      if (!NOT_THERE.has(discordCode(error))) failed = error;
    }
  }
  // Not remembered, so it is asked again next time.
  if (failed !== undefined) throw failed;
  return false;
}

/**
 * No such server, no such person, or a server that the bot is not in.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const NOT_THERE: ReadonlySet<unknown> = new Set([10004, 10007, 10013, 50001]);
const MEMBER_KEPT_MS = 10 * 60_000;
const MEMBERS_KEPT = 10_000;
