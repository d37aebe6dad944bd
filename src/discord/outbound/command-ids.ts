import { ApplicationCommandType, Routes } from "discord-api-types/v10";
import { isRecord } from "#chat";
import type { CommandIds } from "../render/live-text.ts";
import { isPassing, toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import type { Send } from "../transport/rest.ts";

/** The ids that Discord gave our commands. */
export type KnownCommands = {
  /** Those known so far; if none are, looks them up in the background, at most once a minute. */
  ids(): CommandIds;
  /** Looks them up. Never throws: without ids, command names are shown as plain words. */
  load(): Promise<void>;
  /** Remembers the id of a command that was used. */
  note(name: string, id: string): void;
};

export type KnownCommandsOptions = {
  readonly send: Send;
  readonly applicationId: string;
  readonly log: Log;
  readonly now: () => number;
};

export function openKnownCommands({ send, applicationId, log, now }: KnownCommandsOptions): KnownCommands {
  const ids = new Map<string, string>();
  let askedAt = Number.NEGATIVE_INFINITY;
  const load = async () => {
    askedAt = now();
    try {
      const route = Routes.applicationCommands(applicationId);
      const listed = await send({ method: "GET", route, timeoutMs: LOAD_MS });
      for (const { name, id, type = ApplicationCommandType.ChatInput } of (Array.isArray(listed) ? listed : []).filter(
        isRecord,
      ))
        if (type === ApplicationCommandType.ChatInput && isName(name) && isId(id)) ids.set(name, id);
    } catch (error) {
      // An unreachable Discord is already reported where the bot connects.
      if (!isPassing(error))
        log.info({}, `commands cannot be made to be pressed for now: ${toChatError(error).message}`);
    }
  };
  return {
    ids() {
      if (ids.size === 0 && Math.abs(now() - askedAt) > AGAIN_MS) void load();
      return ids;
    },
    load,
    note(name, id) {
      if (isName(name) && isId(id)) ids.set(name, id);
    },
  };
}

/** A start waits at most this long for them. */
const LOAD_MS = 2_000;
const AGAIN_MS = 60_000;

function isName(name: unknown): name is string {
  return typeof name === "string" && /^[a-z][a-z-]{0,31}$/.test(name);
}

function isId(id: unknown): id is string {
  return typeof id === "string" && /^\d{1,25}$/.test(id);
}
