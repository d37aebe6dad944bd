import type { ChatAdapter, ChatError, Place, PublicRecord } from "#chat";
import type { Schedulers } from "./outbound/member-access.ts";
import type { Log } from "./transport/log.ts";
import type { OnCall } from "./transport/observed-fetch.ts";

export type SlackOptions = {
  /** `xoxb-…` */
  readonly botToken: string;
  /** `xapp-…`: Socket Mode, which then needs no signing secret. */
  readonly appToken?: string;
  /** For signed HTTP. */
  readonly signingSecret?: string;
  /** Where the Web API is; Slack's own where it is left out. */
  readonly apiUrl?: string;
  /** `acme` makes `/acme-whats-next`. */
  readonly commandPrefix?: string;
  /** Ids of the workspaces that are served; all where there are none. */
  readonly allowedTenants?: readonly string[];
  readonly schedulers?: Schedulers;
  /** Told when the bot was removed from its workspace, and when it is there, at each start or again. */
  readonly onRemoved?: (workspace: string) => void;
  readonly onBack?: (workspace: string) => void;
  /** Told when nothing can be posted in a channel any more, and why; and when it can again. */
  readonly onPlaceLost?: (place: Place, why: ChatError) => void;
  readonly onPlaceBack?: (place: Place) => void;
  /** Hears of what people have posted where all can read it. */
  readonly record?: PublicRecord;
  readonly log: Log;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onCall?: OnCall;
};

/** Makes the adapter. Bolt is loaded only now: whoever has no Slack, or only draws previews, does not pay for it. */
export async function openSlack(options: SlackOptions): Promise<ChatAdapter> {
  const { createSlack } = await import("./adapter.ts");
  return createSlack(options);
}
