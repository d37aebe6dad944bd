import { type APIChannel, Routes } from "discord-api-types/v10";
import { LRUCache } from "lru-cache";
import { isRecord } from "#chat";
import type { Send } from "../transport/rest.ts";
import { isThread } from "../transport/threads.ts";

/** The channel that a thread belongs to: its audience is the thread's audience. */
export type ThreadParents = {
  /** Undefined if it isn't a thread, or if Discord doesn't say. */
  of(channel: string): Promise<string | undefined>;
};

/** At most this many are remembered; they don't expire, since a thread never moves. */
const KEPT = 5_000;

/** `isChannel`: whether the gateway has shown that an id isn't a thread. */
export function openThreadParents(send: Send, isChannel: (id: string) => boolean): ThreadParents {
  const known = new LRUCache<string, { readonly parent: string | undefined }>({ max: KEPT });
  return {
    async of(channel) {
      if (isChannel(channel)) return undefined;
      const before = known.get(channel);
      if (before) return before.parent;
      try {
        const parent = parentIn(await send({ method: "GET", route: Routes.channel(channel) }));
        known.set(channel, { parent });
        return parent;
      } catch {
        return undefined;
      }
    },
  };
}

function parentIn(channel: unknown): string | undefined {
  if (!isRecord(channel) || !isThread(channel.type as APIChannel["type"])) return undefined;
  return typeof channel.parent_id === "string" ? channel.parent_id : undefined;
}
