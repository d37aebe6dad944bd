import type { Spec } from "../ask/ask.ts";
import type { Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";
import type { ChatAdapter, PublicRecord } from "./adapter.ts";
import type { ChatError, ChatTrouble } from "./error.ts";
import type { Lead } from "./lead.ts";

/**
 * All that a chat platform brings along. A new platform is a folder that exports one of these, and a line in
 * `src/app/platforms.ts`. What is heavy is loaded only when it is called for.
 *
 * @example
 * export const platform: Platform = { name: "slack", label: "Slack", settings: { SLACK_BOT_TOKEN: … }, … };
 */
export type Platform = {
  /** `[a-z]+`, as it stands in places: `slack:T0123/C045`. */
  readonly name: string;
  /** As people write it. */
  readonly label: string;
  /** What it reads of the environment, by name. */
  readonly settings: Readonly<Record<string, PlatformSetting>>;
  /** What is wrong with settings that are right one by one: a sentence each, beginning with the setting's name. */
  problemsIn(given: Given): readonly string[];
  /** Whether it has the credentials to connect. */
  isSet(given: Given): boolean;
  /** Whether it is called from elsewhere by HTTP, at the address of the console. */
  isCalledByHttp(given: Given): boolean;
  /** Makes the adapter, which does not connect before it is started. Only where `isSet`. */
  open(given: Given, wiring: Wiring): Promise<ChatAdapter>;
  /** Whether the platform takes the credentials, without connecting. Only where `isSet`. */
  check(given: Given, tools: PlatformTools): Promise<readonly Finding[]>;
  /** How it would show a reply, drawn from the very payload that would be sent. */
  preview(given: Given): Preview;
  /** The exact message that whoever asked would be sent. */
  payload(reply: Reply, given: Given): Promise<object>;
};

/** A setting of the environment. */
export type PlatformSetting = {
  /** Which values there may be. */
  readonly form: RegExp;
  /** The same for people, to follow "NAME: ": "a bot token, which begins with xoxb- (…)". */
  readonly says: string;
  /** What there is where none is given. */
  readonly otherwise?: string;
};

/** What is set, by name. */
export type Given = Readonly<Record<string, string | undefined>>;

/** What the doctor looked at: how it is, and what to do where it is not well. */
export type Finding = { readonly ok: boolean; readonly what: string };

/** The log and the clock, in ms since 1970. */
export type PlatformTools = { readonly log: PlatformLog; readonly now: () => number };

export type PlatformLog = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What an adapter is told, and whom it tells. */
export type Wiring = PlatformTools & {
  /** Ids of the workspaces or servers that are served; empty: all. */
  readonly allowedTenants: readonly string[];
  readonly schedulers: "members" | "admins";
  /** Nothing can work any more: a sentence for whoever runs the bot. */
  readonly onFatal: (sentence: string) => void;
  /** The bot was removed from a workspace or server. */
  readonly onRemoved: (tenant: string) => void;
  /** It is there, at a start or again. */
  readonly onBack: (tenant: string) => void;
  /** Somebody added the bot: told of them each time. */
  readonly onAdded: (tenant: string, person: string) => void;
  /** Nothing can be posted in a place any more, and why; or it can again. */
  readonly onPlaceLost: (place: Place, why: ChatError) => void;
  readonly onPlaceBack: (place: Place) => void;
  /** A place goes on under another id. */
  readonly onPlaceMoved: (place: Place, to: string) => void;
  /** Which of several processes does what only one may do. */
  readonly lead: (what: string) => Lead;
  /** The platform was called: what kind of call, of which there are few, and how it came out. */
  readonly onCall: (call: string, result: "ok" | ChatTrouble) => void;
  /** Hears of what people have posted where all can read it. */
  readonly record: PublicRecord;
};

/**
 * How a platform would show a reply. `render` gives markup that is already escaped, without scripts, inline styles or
 * anything loaded; `styles` is the text of its stylesheet, whose rules all begin with `.preview-<name>`.
 */
export type Preview = {
  readonly platform: string;
  readonly label: string;
  readonly styles: string;
  render(reply: Reply, seenBy?: SeenBy): string;
};

/** Whether it is shown to whoever asked alone, or posted for all to read. */
export type SeenBy = Spec["seenBy"];
