import type { Client } from "discord.js";
import { keepTrying, type Pulse } from "#chat";
import { toChatError } from "./errors.ts";
import { connectGateway, type GatewayOptions, GatewayRefused } from "./gateway.ts";
import type { Send } from "./rest.ts";

/** The gateway connection, opened and closed as often as this process takes and gives up the lead. */
export type Connection = {
  /** The client that is connected, or on its way to be. */
  client(): Client | undefined;
  /** How alive it is: the shard that was silent for longest counts. Undefined while there is none. */
  pulse(): Pulse | undefined;
  /** Why the last attempt failed; undefined once one succeeded. */
  trouble(): string | undefined;
  /** Resolves when it is connected, or will be tried again. @throws GatewayRefused */
  open(): Promise<void>;
  /** Ends it, and every attempt to connect. */
  close(): Promise<void>;
};

export type ConnectionOptions = Omit<GatewayOptions, "onOpen"> & {
  readonly applicationId: string;
  readonly send: Send;
  /** Milliseconds, from whenever. */
  readonly now: () => number;
};

export function createConnection({ applicationId, send, now, ...gateway }: ConnectionOptions): Connection {
  const { log, onFatal } = gateway;
  let client: Client | undefined;
  let ending = new AbortController();
  let trouble: string | undefined;
  /** When each shard was last answered, and when something last happened on any. */
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
