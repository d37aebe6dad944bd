import { Routes } from "discord-api-types/v10";
import { LRUCache } from "lru-cache";
import { ChatError, isRecord, keptFor } from "#chat";
import { DIRECT_KEPT_MS, DIRECTS_KEPT } from "../render/limits.ts";
import { persist, type Send } from "../transport/rest.ts";

/** The bot's direct-message channels, one per person. */
export type DirectChannels = {
  /** The channel's id; opens it when first needed. @throws what the library throws */
  channelFor(person: string): Promise<string>;
  /** Forgets a channel that no longer works. */
  forget(person: string): void;
};

/**
 * Discord considers it abuse if a bot opens many, so each is opened once and remembered for a while.
 * https://docs.discord.com/developers/resources/user#create-dm
 */
export function openDirectChannels({ send, now }: { readonly send: Send; readonly now: () => number }): DirectChannels {
  const open = new LRUCache<string, Promise<string>>({ ...keptFor(DIRECT_KEPT_MS, now), max: DIRECTS_KEPT });
  return {
    channelFor(person) {
      const known = open.get(person);
      if (known) return known;
      const channel = openOne(person, send);
      open.set(person, channel);
      channel.catch(() => open.delete(person));
      return channel;
    },
    forget(person) {
      open.delete(person);
    },
  };
}

async function openOne(person: string, send: Send): Promise<string> {
  if (!/^\d+$/.test(person)) throw new ChatError("gone", `“${person}” is not a Discord user`);
  const work = () => send({ method: "POST", route: Routes.userChannels(), body: { recipient_id: person } });
  // Opening it twice gives the same channel, so a lost response does no harm.
  const answer = await persist(work, DELAYS_MS, (waitMs) => waitMs <= LONGEST_WAIT_MS);
  const id = isRecord(answer) ? answer.id : undefined;
  if (typeof id !== "string") throw new ChatError("unknown-outcome", "Discord didn't open a direct message");
  return id;
}

const DELAYS_MS = [500, 2_000];
const LONGEST_WAIT_MS = 5_000;
