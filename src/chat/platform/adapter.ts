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
  /** Why it may not at this moment and what helps, where that is known: a sentence for whoever sets something up. */
  readonly notYet?: string;
  /** Others follow the place from elsewhere: what is posted there can go on to them. */
  readonly publishes?: boolean;
  /** Why nothing can be scheduled there, whoever asks, and what to do instead: a sentence or two. */
  readonly advice?: string;
  /** Nothing is posted there but in one of these, as in a forum. */
  readonly threads?: readonly { readonly id: string; readonly name: string }[];
  /** The person is known to be a member of the workspace or server no more. */
  readonly left?: boolean;
  /** People from outside the tenant can read along there now; also set if that is unknown. */
  readonly outsiders?: boolean;
  /** Why that is unknown right now, if it may be known a little later. */
  readonly unsure?: ChatError;
};

/** How a post is made. */
export type PostingHow = {
  /** Where others follow a channel from elsewhere, the post goes on to them. */
  readonly publish?: boolean;
  /**
   * The message of ours that it answers, as `Posted.message`: it stands under that, and pings nobody. If the message is
   * gone, it stands in the place itself.
   */
  readonly replyTo?: string;
  /** A reply is also shown in the channel itself, where the platform parts the two. */
  readonly broadcast?: boolean;
};

/** What became of an amendment. */
export type Amended =
  | { readonly outcome: "amended" }
  /** The message was deleted: nothing stands there any more. */
  | { readonly outcome: "gone" }
  /** It still stands, and can't be edited any more. `why`: a clause without codes, for people. */
  | { readonly outcome: "cannot"; readonly why: string };

type Rate = {
  readonly placePerSecond?: number;
  readonly tenantPerSecond?: number;
  readonly platformPerSecond?: number;
};

/** How often a platform lets a bot post, and edit what it posted; absent: as often as we like. */
export type Pace = Rate & { readonly edits?: Rate };

/** How alive a connection is: how long ago the platform answered on it, and sent something that happened there. */
export type Pulse = { readonly answeredMsAgo?: number; readonly heardMsAgo?: number };

/** Connects one chat platform: payloads into asks, replies into its own messages. */
export interface ChatAdapter {
  readonly platform: string;
  /** The platform's rate limits, which scheduled posts and notices respect. */
  readonly pace?: Pace;
  /** `botMayPost` from `about` covers everything: membership and permissions. */
  readonly tellsPermissions?: true;
  /** What it says of `botMayPost` tells whether the bot is a member of a place that is open, and nothing of permissions. */
  readonly tellsMembership?: true;
  /** What main mounts on the one HTTP server, for platforms that call by HTTP. */
  readonly web?: { readonly path: string; readonly listener: RequestListener };
  /**
   * Resolves when the platform is connected, or after a few seconds if it is not; then it keeps trying in the background.
   * Rejects, with a sentence for whoever runs the bot, if trying again would not help.
   */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Whether the platform is connected right now; only on adapters that keep trying after a start. */
  connected?(): boolean;
  /** How alive the connection is; only on adapters that hold one open, and only while they do. */
  pulse?(): Pulse | undefined;
  /** Why it is not, if known: a sentence for whoever runs the bot. */
  away?(): string | undefined;
  /** Whether another process is connected in this one's place, which only posts until it takes over. */
  standsBy?(): boolean;
  /**
   * Posts publicly; `key` names the delivery.
   * @throws ChatError "busy" also before the first connection, and once its credentials are refused
   */
  post(place: Place, reply: Reply, key: string, how?: PostingHow): Promise<Posted>;
  /**
   * After an unknown outcome: finds the post, or safely repeats it. `firstTriedAt`: ms since 1970. Returns "cannot-tell"
   * once nothing can show whether it was posted.
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
   * Replaces a message that the bot posted in `place`, by its `Posted.message`. It always ends up the same, so it is safe
   * to repeat after any error; `key` names it in the log.
   * @throws ChatError as `post` does
   */
  amend(place: Place, message: string, reply: Reply, key: string): Promise<Amended>;
  /** An asker without an id is nobody: what is told is of the place alone. */
  about(by: Asker, place: Place): Promise<About>;
  /** What people call a place, for those who are not on the platform: a channel's name. Never fails for long. */
  placeName?(place: Place): Promise<string | undefined>;
}
