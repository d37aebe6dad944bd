import { createHash } from "node:crypto";
import type { webApi } from "@slack/bolt";
import type { Ask, Bot, Conversation, PublicRecord, Reply, ShareOnce } from "#chat";
import type { Me } from "../transport/identify.ts";
import type { Log } from "../transport/log.ts";

/** What every handler works with. */
export type Context = {
  readonly client: webApi.WebClient;
  readonly bot: Bot;
  readonly me: Me;
  readonly log: Log;
  readonly now: () => number;
  /** Put before every command's name; empty if there is none. */
  readonly prefix: string;
  /** Whether this workspace is served. */
  serves(team: string): boolean;
  /** Whether people from outside the workspace can read along in a channel. "unknown" is treated as yes. */
  hasOutsiders(channel: string): Promise<boolean | "unknown">;
  /** Records what people have posted in public. */
  readonly record?: PublicRecord;
  readonly shareOnce: ShareOnce;
};

/** The bot's answer. */
export async function answerTo(context: Context, ask: Ask, before?: Conversation): Promise<Reply> {
  if (!context.serves(ask.place.tenant)) return notServed;
  return context.bot.answer(ask, before);
}

/** The reply if an answer was lost. Its reference finds the ask in the log. */
export function sorry(ask: string): Reply {
  const reference = referenceOf(ask);
  const text = `Sorry, this could not be answered. Please try again; if it fails again, tell whoever runs this bot the reference ${reference}.`;
  return notice("That did not work", text, "trouble");
}

/** The reference to an ask that people are given: short enough to read out, and the same in every log line. */
export function referenceOf(ask: string): string {
  return createHash("sha256").update(`slack ${ask}`).digest("hex").slice(0, 8);
}

/** A reply of one sentence. */
export function notice(title: string, text: string, outcome: "none" | "trouble" = "none"): Reply {
  const tone = outcome === "trouble" ? "trouble" : "info";
  return { outcome, title, blocks: [{ kind: "notice", tone, text }], notes: [], actions: [] };
}

const notServed = notice(
  "Not set up here",
  "This bot is not set up for this workspace. Please ask whoever runs it to add the workspace.",
);
