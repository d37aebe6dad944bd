import type { RequestListener } from "node:http";
import type { Asker, Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";
import type { Bot } from "./bot.ts";
import type { ChatError } from "./error.ts";

/** A message as the platform names it, so that it can be found and corrected later. */
export type Posted = {
  readonly message: string;
  readonly url?: string;
  /** When it was posted, by the platform's own clock, in ms since 1970. */
  readonly atMs?: number;
};

/** What somebody had posted where all can read it: an answer given there, or one that was shared. */
export type PublicPost = {
  /** The ask behind it. */
  readonly ask: string;
  readonly kind: "answer" | "share";
  readonly place: Place;
  readonly reply: Pick<Reply, "title" | "edition">;
  /** Unknown: the platform did not say what became of it, and nothing else tells. */
  readonly posted: Posted | "unknown";
};

/** Where adapters tell of public posts, and ask of earlier ones; neither ever fails. */
export type PublicRecord = {
  tell(post: PublicPost): void;
  /** The post that shared the same words in a place within the last so many milliseconds, as far as is known soon. */
  sharedLately(place: Place, edition: string, withinMs: number): Promise<Posted | undefined>;
};

/** What the platform tells of a person in a place. */
export type About = {
  /** IANA zone. */
  readonly zone?: string;
  readonly maySchedule: boolean;
  /** Whether the person manages the whole workspace or server. */
  readonly mayManage?: boolean;
  readonly botMayPost: boolean;
  /** What keeps the bot from posting there, by the platform's own names, where that is known. */
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
  /** People from outside the tenant read along there at this moment; also where that cannot be told. */
  readonly outsiders?: boolean;
  /** Why that could not be told just now, where it may be told a little later. */
  readonly unsure?: ChatError;
};

/** `publish`: where others follow a channel from elsewhere, the post goes on to them. */
export type PostingHow = { readonly publish?: boolean };

/** How often a platform lets a bot post; absent: as often as we like. */
export type Pace = {
  readonly placePerSecond?: number;
  readonly tenantPerSecond?: number;
  readonly platformPerSecond?: number;
};

/** Connects one chat platform: payloads into asks, replies into its own messages. */
export interface ChatAdapter {
  readonly platform: string;
  /** What the platform allows; scheduled posts and notices keep to it. */
  readonly pace?: Pace;
  /** What `about` says of `botMayPost` is the whole of it: membership and permissions. */
  readonly tellsPermissions?: true;
  /** What it says of `botMayPost` tells whether the bot is a member of a place that is open, and nothing of permissions. */
  readonly tellsMembership?: true;
  /** What main mounts on the one HTTP server, for platforms that call by HTTP. */
  readonly web?: { readonly path: string; readonly listener: RequestListener };
  /**
   * Resolves when the platform is reached, or after a few seconds when it is not: it is then tried in the background for
   * as long as it takes. Rejects, with a sentence for whoever runs the bot, where trying again would not help.
   */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /** Whether the platform is reached just now, for those that go on trying after a start. */
  connected?(): boolean;
  /** Why it is not, as far as that is known: a sentence for whoever runs the bot. */
  away?(): string | undefined;
  /** Whether another process is connected in this one's place, which only posts until it takes over. */
  standsBy?(): boolean;
  /**
   * Posts publicly; `key` names the delivery. Before the platform was reached, and once its credentials are refused, it
   * is "busy". Throws `ChatError`.
   */
  post(place: Place, reply: Reply, key: string, how?: PostingHow): Promise<Posted>;
  /**
   * After an unknown outcome: finds or safely repeats the post. `firstTriedAt`: ms since 1970. Throws `ChatError`: "busy"
   * while it may still be told, so that it is asked again with growing waits (for a minute after the first try where the
   * platform remembers a post for as long); then, and at once where nothing tells, it "cannot-tell".
   */
  settle(
    place: Place,
    reply: Reply,
    key: string,
    firstTriedAt: number,
    how?: PostingHow,
  ): Promise<Posted | "cannot-tell">;
  about(by: Asker, place: Place): Promise<About>;
  /** What people call a place, for those who are not on the platform: a channel's name. Never fails for long. */
  placeName?(place: Place): Promise<string | undefined>;
}
