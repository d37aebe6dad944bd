import type { Spec } from "../ask/ask.ts";
import type { Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";
import type { ChatAdapter, PublicRecord } from "./adapter.ts";
import type { ChatError, ChatTrouble } from "./error.ts";
import type { Lead } from "./lead.ts";

/**
 * Everything about a chat platform. A new platform is a folder that exports one of these, and a line in
 * `src/app/settings/platforms.ts`. Heavy code is loaded only when needed.
 *
 * @example
 * export const platform: Platform = { name: "slack", label: "Slack", settings: { SLACK_BOT_TOKEN: … }, … };
 */
export type Platform = {
  /** `[a-z]+`, as in places: `slack:T0123/C045`. */
  readonly name: string;
  /** The name as people write it. */
  readonly label: string;
  /** The environment variables it reads, by name. */
  readonly settings: Readonly<Record<string, PlatformSetting>>;
  /** What is wrong with settings that are each valid: a sentence each, starting with the setting's name. */
  problemsIn(given: Given): readonly string[];
  /** Whether it has the credentials to connect. */
  isSet(given: Given): boolean;
  /** Whether the platform calls the bot by HTTP, at the console's address. */
  isCalledByHttp(given: Given): boolean;
  /** Makes the adapter, which connects only when started. Only if `isSet`. */
  open(given: Given, wiring: Wiring): Promise<ChatAdapter>;
  /** Checks whether the platform accepts the credentials, without connecting. Only if `isSet`. */
  check(given: Given, tools: PlatformTools): Promise<readonly Finding[]>;
  /** How a person connects it for the first time. */
  readonly setUp: SetUp;
  /** What its app is made from, to paste there. Absent where there is no such thing. */
  manifest?(given: Given, about: ManifestAbout): Promise<object>;
  /**
   * Tells it of the commands, if it does not have them. Only if `isSet`; absent where it need not be told.
   * @throws Error with a sentence for whoever runs the bot
   */
  register?(
    given: Given,
    about: Pick<SetUpAbout, "specs" | "schedulers">,
    tools: PlatformTools,
  ): Promise<"unchanged" | "changed">;
  /** How it would show a reply, drawn from the exact payload that would be sent. */
  preview(given: Given): Promise<Preview>;
  /** The exact message that the asker would get. */
  payload(reply: Reply, given: Given): Promise<object>;
};

/** What a person opens, what is pasted from there, and what follows. */
export type SetUp = {
  /** Where its app is made, with all filled in that can be, and what to do there: a sentence each. */
  begin(given: Given, about: SetUpAbout): Promise<{ readonly address: string; readonly steps: readonly string[] }>;
  /** The settings to paste, in the order in which people come by them, and where each is found. */
  asks(about: SetUpAbout): readonly { readonly setting: string; readonly where: string }[];
  /** Settings that would connect it in another way, to be emptied. Absent if there is only one way. */
  unsets?(about: SetUpAbout): readonly string[];
  /** Settings that the platform itself provides, given the others; empty if it refuses those. */
  complete(given: Given, tools: PlatformTools): Promise<Given>;
  /** Does what remains once the credentials are accepted, and says so; with an address to open, if there is one. */
  finish(given: Given, about: SetUpAbout, tools: PlatformTools): Promise<SetUpEnd>;
};

/** What a platform is set up for. `publicUrl`: where it is to call the bot by HTTP. */
export type SetUpAbout = {
  readonly specs: readonly Spec[];
  readonly publicUrl?: string;
  readonly schedulers: "members" | "admins";
};

/** What an app is made for. `readHistory`: the bot may look into channels for a post that nobody confirmed. */
export type ManifestAbout = Pick<SetUpAbout, "specs" | "publicUrl"> & { readonly readHistory?: boolean };

export type SetUpEnd = { readonly said: readonly string[]; readonly address?: string };

/** An environment variable. */
export type PlatformSetting = {
  /** The allowed values. */
  readonly form: RegExp;
  /** The same for people, to follow "NAME: ": "a bot token, which begins with xoxb- (…)". */
  readonly says: string;
  /** The default value. */
  readonly otherwise?: string;
};

/** The settings given, by name. */
export type Given = Readonly<Record<string, string | undefined>>;

/** One of the doctor's findings: the state, and what to do if it is not ok. */
export type Finding = {
  readonly ok: boolean;
  readonly what: string;
  /** May be fine, but only a person can tell. */
  readonly toLookAt?: boolean;
};

/** The log and the clock, in ms since 1970. */
export type PlatformTools = { readonly log: PlatformLog; readonly now: () => number };

/** Where a platform logs: an object of facts, then a sentence. */
export type PlatformLog = {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
};

/** What an adapter gets, and what it reports to. */
export type Wiring = PlatformTools & {
  /** Ids of the workspaces or servers that may use the bot; empty: all. */
  readonly allowedTenants: readonly string[];
  readonly schedulers: "members" | "admins";
  /** The platform stopped for good: a sentence for whoever runs the bot. */
  readonly onFatal: (sentence: string) => void;
  /** The bot was removed from a workspace or server. */
  readonly onRemoved: (tenant: string) => void;
  /** The bot is there, at startup or again. */
  readonly onBack: (tenant: string) => void;
  /** Somebody added the bot; called each time. */
  readonly onAdded: (tenant: string, person: string) => void;
  /** Nothing can be posted in a place any more, and why; or it can again. */
  readonly onPlaceLost: (place: Place, why: ChatError) => void;
  readonly onPlaceBack: (place: Place) => void;
  /** A place has a new id. */
  readonly onPlaceMoved: (place: Place, to: string) => void;
  /** Which of several processes does what only one may do. */
  readonly lead: (what: string) => Lead;
  /** A call to the platform: its kind, of which there are few, and its outcome. */
  readonly onCall: (call: string, result: "ok" | ChatTrouble) => void;
  /** Records what people have posted in public. */
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

/** Whether it is shown to the asker alone, or posted for everybody. */
export type SeenBy = Spec["seenBy"];
