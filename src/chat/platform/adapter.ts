import type { RequestListener } from "node:http";
import type { Asker, Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";
import type { Bot } from "./bot.ts";
import type { ChatError } from "./error.ts";

/** A message by the platform's own id, so that it can be found and corrected later. */
export type Posted = {
  readonly message: string;
  readonly url?: string;
  /** When it was posted, by the platform's own clock, in ms since 1970. */
  readonly atMs?: number;
};

/** Something a person caused to be posted publicly: an answer, or one that was shared. */
export type PublicPost = {
  /** The ask behind it. */
  readonly ask: string;
  readonly kind: "answer" | "share";
  readonly place: Place;
  readonly reply: Reply;
  /** Unknown: the platform did not confirm it, and there is no other way to tell. */
  readonly posted: Posted | "unknown";
};

/** Where adapters report public posts and look up earlier ones; neither ever fails. */
export type PublicRecord = {
  tell(post: PublicPost): void;
  /** The post that shared the same words in a place within the last `withinMs`, if a quick lookup finds one. */
  sharedLately(place: Place, edition: string, withinMs: number): Promise<Posted | undefined>;
};

/** What the platform says about a person in a place. */
export type About = {
  /** IANA zone. */
  readonly zone?: string;
  readonly maySchedule: boolean;
  /** Whether the person manages the whole workspace or server. */
  readonly mayManage?: boolean;
  readonly botMayPost: boolean;
  /** The missing permissions that keep the bot from posting there, by the platform's names, if known. */
  readonly lacks?: readonly string[];
  /** Why it may not post right now and what would help, if known: a sentence for whoever sets something up. */
  readonly notYet?: string;
  /** Others follow the place from elsewhere: what is posted there can be passed on to them. */
  readonly publishes?: boolean;
  /** Why nothing can be scheduled there, whoever asks, and what to do instead: a sentence or two. */
  readonly advice?: string;
  /** Posts can go only into one of these threads, as in a forum. */
  readonly threads?: readonly { readonly id: string; readonly name: string }[];
  /** The person is known to have left the workspace or server. */
  readonly left?: boolean;
  /** People from outside the tenant can read along there now; also set if that is unknown. */
  readonly outsiders?: boolean;
  /** Why that is unknown right now, if it may be known a little later. */
  readonly unsure?: ChatError;
};

/** How a post is made. */
export type PostingHow = {
  /** If others follow a channel from elsewhere, the post is passed on to them. */
  readonly publish?: boolean;
  /**
   * The message of ours that it replies to, as `Posted.message`: it is shown below that and notifies nobody. If that
   * message is gone, it is posted in the place itself.
   */
  readonly replyTo?: string;
  /** A reply is also shown in the channel itself, if the platform keeps replies out of it. */
  readonly broadcast?: boolean;
};

/** The outcome of an amendment. */
export type Amended =
  | { readonly outcome: "amended" }
  /** The message was deleted. */
  | { readonly outcome: "gone" }
  /** The message is still there but can't be edited any more. `why`: a clause without codes, for people. */
  | { readonly outcome: "cannot"; readonly why: string };

type Rate = {
  readonly placePerSecond?: number;
  readonly tenantPerSecond?: number;
  readonly platformPerSecond?: number;
};

/** How often a platform lets a bot post, and edit what it posted; absent: as often as we like. */
export type Pace = Rate & { readonly edits?: Rate };

/**
 * How alive a connection is: ms since the platform last answered on it, and since it last sent something that happened
 * there.
 */
export type Pulse = { readonly answeredMsAgo?: number; readonly heardMsAgo?: number };

/** Connects one chat platform: payloads into asks, replies into its own messages. */
export interface ChatAdapter {
  readonly platform: string;
  /** The platform's rate limits, which scheduled posts and notices respect. */
  readonly pace?: Pace;
  /** `botMayPost` from `about` covers everything: membership and permissions. */
  readonly tellsPermissions?: true;
  /** `botMayPost` from `about` covers only membership of an open place, not permissions. */
  readonly tellsMembership?: true;
  /** What main mounts on the one HTTP server, for platforms that call by HTTP. */
  readonly web?: { readonly path: string; readonly listener: RequestListener };
  /**
   * Resolves when the platform is connected, or after a few seconds if it is not; then it keeps trying in the
   * background. Rejects, with a sentence for whoever runs the bot, if trying again would not help.
   */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Whether the platform is connected right now; only on adapters that keep trying after a start. */
  connected?(): boolean;
  /** How alive the connection is; only on adapters that hold one open, and only while they do. */
  pulse?(): Pulse | undefined;
  /** Why it is not connected, if known: a sentence for whoever runs the bot. */
  away?(): string | undefined;
  /** Whether another process is connected instead; until this one takes over, it only posts. */
  standsBy?(): boolean;
  /**
   * Posts publicly; `key` names the delivery.
   * @throws ChatError "busy" also before the first connection, and once its credentials are refused
   */
  post(place: Place, reply: Reply, key: string, how?: PostingHow): Promise<Posted>;
  /**
   * After an unknown outcome: finds the post, or safely repeats it. `firstTriedAt`: ms since 1970. Returns
   * "cannot-tell" once nothing can show whether it was posted.
   * @throws ChatError "busy" while that may still become known: call again with growing waits (for a minute after the
   * first try, if the platform remembers a post that long)
   */
  settle(
    place: Place,
    reply: Reply,
    key: string,
    firstTriedAt: number,
    how?: PostingHow,
  ): Promise<Posted | "cannot-tell">;
  /**
   * Replaces a message that the bot posted in `place`, by its `Posted.message`. Safe to repeat after any error, since
   * the result is the same; `key` names it in the log.
   * @throws ChatError as `post` does
   */
  amend(place: Place, message: string, reply: Reply, key: string): Promise<Amended>;
  /** An asker without an id is nobody: then the answer is only about the place. */
  about(by: Asker, place: Place): Promise<About>;
  /** A channel's name, for people who aren't on the platform; undefined if unknown. May reject, as any call may. */
  placeName?(place: Place): Promise<string | undefined>;
}
