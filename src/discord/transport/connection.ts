import type { Client } from "discord.js";
import { toChatError } from "./errors.ts";
import { connectGateway, type GatewayOptions, GatewayRefused } from "./gateway.ts";
import type { Send } from "./rest.ts";

/** The gateway connection, opened and closed as often as this process takes and gives up the lead. */
export type Connection = {
  /** The client that is connected, or on its way to be. */
  client(): Client | undefined;
  /** Resolves when it is connected, or will be tried again. @throws GatewayRefused */
  open(): Promise<void>;
  /** Ends it, and every attempt to connect. */
  close(): Promise<void>;
};

export type ConnectionOptions = Omit<GatewayOptions, "onOpen"> & {
  readonly applicationId: string;
  readonly send: Send;
};

export function createConnection({ applicationId, send, ...gateway }: ConnectionOptions): Connection {
  const { log, onFatal } = gateway;
  let client: Client | undefined;
  let again: NodeJS.Timeout | undefined;
  let opened = 0;

  const connect = async (attempt: number, mine: number): Promise<void> => {
    const isOver = () => mine !== opened;
    try {
      const connected = await connectGateway(send, {
        ...gateway,
        onFatal: (sentence) => isOver() || onFatal(sentence),
        onOpen(made) {
          if (!isOver()) client = made;
          else {
            void made.destroy();
            throw new Error("no longer wanted");
          }
        },
      });
      if (isOver()) return await connected.destroy();
      const application = connected.application?.id;
      if (application !== applicationId) {
        await connected.destroy();
        throw new GatewayRefused(wrongApplication(application));
      }
      log.info({ shards: connected.ws.shards.size }, "connected to Discord");
    } catch (error) {
      if (isOver()) return;
      if (error instanceof GatewayRefused) throw error;
      const delayMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
      log.warn({ againInMs: delayMs }, `Discord cannot be reached: ${toChatError(error).message}`);
      again = setTimeout(
        () => connect(attempt + 1, mine).catch((error: Error) => isOver() || onFatal(error.message)),
        delayMs,
      );
    }
  };
  return {
    client: () => client,
    open: () => connect(0, ++opened),
    async close() {
      opened++;
      clearTimeout(again);
      const ending = client;
      client = undefined;
      await ending?.destroy();
    },
  };
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

function wrongApplication(application = "another"): string {
  return `DISCORD_APPLICATION_ID is not the application of DISCORD_TOKEN: that one is ${application}`;
}
