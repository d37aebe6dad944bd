import type { Reply, Spec } from "#chat";
import type { NoticeRow } from "#store";
import { told } from "../post/frame.ts";
import { kindOf } from "./notice-reply.ts";

/** The kind of notice that goes to whoever added the bot. */
export const WELCOME = "welcome";

/** Whether a notice is the first message to whoever added the bot. */
export function isWelcome(notice: Pick<NoticeRow, "key">): boolean {
  return kindOf(notice) === WELCOME;
}

/** The first message to whoever added the bot: what it is, how to ask and how to schedule. */
export function welcomeReply(specs: readonly Spec[]): Reply {
  const shown = SHOWN.flatMap((name) => specs.find((spec) => spec.name === name) ?? []);
  return {
    outcome: "answered",
    title: "Hello from Nutgraf",
    blocks: [
      told(
        "Thanks for adding me. I brief teams on running stories: what's happening, why it's important, what's next. Every sentence is cited to the exact words of a source, and the quotes are checked.",
      ),
      told("Ask with a command, mention me in a channel, or write to me here in plain words, as in: what's next on …?"),
      { kind: "commands", specs: shown },
      told("To have a briefing posted by itself, use /briefing-schedule in the channel that is to get it."),
    ],
    notes: [],
    actions: [
      { label: "Stories", ask: { command: "topics", options: {} }, shown: "reply" },
      { label: "Help", ask: { command: "nutgraf", options: {} }, shown: "reply" },
    ],
  };
}

const SHOWN = ["whats-happening", "why-important", "whats-next", "briefing-schedule"];
