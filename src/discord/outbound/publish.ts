import { Routes } from "discord-api-types/v10";
import type { Posted } from "#chat";
import { discordCode, toChatError } from "../transport/errors.ts";
import type { Log } from "../transport/log.ts";
import { persist, type Send } from "../transport/rest.ts";

export type PublishTools = { readonly send: Send; readonly log: Log; readonly now: () => number };

/**
 * Publishes a post in an announcement channel to the servers that follow it. The post stays whether or not that works,
 * so nobody waits for it. Discord accepts ten an hour in a channel and says how long to wait. Never throws.
 * https://docs.discord.com/developers/resources/message#crosspost-message
 */
export async function publish(channel: string, { message }: Posted, { send, log, now }: PublishTools): Promise<void> {
  const startedAt = now();
  const route = `${Routes.channelMessage(channel, message)}/crosspost` as const;
  const inTime = (waitMs: number) => Math.abs(now() - startedAt) + waitMs <= LONGEST_MS;
  try {
    await persist(() => send({ method: "POST", route }), DELAYS_MS, inTime);
  } catch (error) {
    if (discordCode(error) === PUBLISHED_ALREADY) return;
    const { trouble, message: why } = toChatError(error);
    log.warn({ channel, message, trouble }, `a post could not be published to those who follow its channel: ${why}`);
  }
}

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const PUBLISHED_ALREADY = 40033;
const DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 600_000];
const LONGEST_MS = 65 * 60_000;
