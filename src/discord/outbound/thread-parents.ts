import { type APIChannel, Routes } from "discord-api-types/v10";
import { isRecord } from "../transport/is-record.ts";
import type { Send } from "../transport/rest.ts";
import { isThread } from "../transport/threads.ts";

/** The channel that a thread belongs to: who may hear a story there is who may hear it in the channel. */
export type ThreadParents = {
  /** Undefined for what is no thread, and where it cannot be told. */
  of(channel: string): Promise<string | undefined>;
};

/** As many are remembered: a thread never moves. */
const KEPT = 5_000;

/** `isChannel`: known from the gateway to be none. */
export function openThreadParents(send: Send, isChannel: (id: string) => boolean): ThreadParents {
  const known = new Map<string, string | undefined>();
  return {
    async of(channel) {
      if (isChannel(channel)) return undefined;
      if (known.has(channel)) return known.get(channel);
      try {
        const found = await send({ method: "GET", route: Routes.channel(channel) });
        if (known.size >= KEPT) known.clear();
        known.set(channel, parentIn(found));
        return known.get(channel);
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
