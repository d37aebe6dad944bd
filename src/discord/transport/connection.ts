import type { Client } from "discord.js";
import { keepTrying, type Pulse } from "#chat";
import { toChatError } from "./errors.ts";
import { connectGateway, type GatewayOptions, GatewayRefused } from "./gateway.ts";
import type { Send } from "./rest.ts";

/** The gateway connection, opened and closed whenever this process gains and loses the lead. */
export type Connection = {
  /** The client that is connected or connecting. */
  client(): Client | undefined;
  /** How alive it is: the values of the shard that was silent the longest. Undefined while there is no connection. */
  pulse(): Pulse | undefined;
  /** Why the last attempt failed; undefined once one succeeded. */
  trouble(): string | undefined;
  /** Resolves when it is connected, or when it will be retried. @throws GatewayRefused */
  open(): Promise<void>;
  /** Closes it, and stops retrying. */
  close(): Promise<void>;
};

export type ConnectionOptions = Omit<GatewayOptions, "onOpen"> & {
  readonly applicationId: string;
  readonly send: Send;
  /** Milliseconds from any start. */
  readonly now: () => number;
};

export function createConnection({ applicationId, send, now, ...gateway }: ConnectionOptions): Connection {
  const { log, onFatal } = gateway;
  let client: Client | undefined;
  let ending = new AbortController();
  let trouble: string | undefined;
  /** When each shard last got an answer, and when something last happened on any of them. */
  const answered = new Map<number, number>();
  let heardAt: number | undefined;
  const onFrame = (shard: number, isEvent: boolean) => {
    answered.set(shard, now());
    if (isEvent) heardAt = now();
  };

  const connect = async ({ signal }: AbortController): Promise<void> => {
    const connected = await connectGateway(send, {
      ...gateway,
      onFrame,
      onFatal: (sentence) => signal.aborted || onFatal(sentence),
      onOpen(made) {
        if (!signal.aborted) client = made;
        else {
          void made.destroy();
          throw new Error("no longer wanted");
        }
      },
    });
    if (signal.aborted) return await connected.destroy();
    const application = connected.application?.id;
    if (application !== applicationId) {
      await connected.destroy();
      throw new GatewayRefused(wrongApplication(application));
    }
    trouble = undefined;
    log.info({ shards: connected.ws.shards.size }, "connected to Discord");
  };
  return {
    client: () => client,
    pulse() {
      if (!client || answered.size === 0) return undefined;
      const answeredMsAgo = now() - Math.min(...answered.values());
      return { answeredMsAgo, ...(heardAt !== undefined && { heardMsAgo: now() - heardAt }) };
    },
    trouble: () => trouble,
    open() {
      ending.abort();
      const mine = new AbortController();
      ending = mine;
      let goneOn = false;
      return new Promise((resolve, reject) => {
        keepTrying(() => connect(mine), {
          signal: mine.signal,
          isFinal: (error) => error instanceof GatewayRefused,
          onFailure(error, waitMs, again) {
            const { message } = toChatError(error);
            trouble = message.startsWith(AWAY) ? message : `${AWAY}: ${message}`;
            if (!again) log.warn({ againInMs: Math.round(waitMs) }, trouble);
            goneOn = true;
            resolve();
          },
          toldToWait: (error) => toChatError(error).retryAfterMs,
          now,
        }).then(
          () => resolve(),
          (error: Error) => {
            if (!goneOn) reject(error);
            else if (!mine.signal.aborted) onFatal(error.message);
          },
        );
      });
    },
    async close() {
      ending.abort();
      const closing = client;
      client = undefined;
      answered.clear();
      await closing?.destroy();
    },
  };
}

const AWAY = "Discord cannot be reached";

function wrongApplication(application = "another"): string {
  return `DISCORD_APPLICATION_ID does not match DISCORD_TOKEN, whose application is ${application}`;
}
