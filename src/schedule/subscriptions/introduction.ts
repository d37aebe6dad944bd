import { createHash } from "node:crypto";
import { type ChatAdapter, ChatError, type Place, type Posted, type Reply } from "#chat";
import { told, toldAt } from "../post/frame.ts";
import { onChangeOf } from "../times/on-change.ts";
import type { CheckedRequest } from "../times/request.ts";

export type Introduction = {
  readonly id: string;
  readonly title: string;
  readonly read: CheckedRequest;
  readonly by?: string;
};

/** The first post of a schedule: what comes, when, who set it up and how to stop it. */
export function introductionOf({ id, title, read, by }: Introduction): Reply {
  const { request, said, runs } = read;
  const [first] = said.runs;
  const when = first === undefined ? "" : ` The first is due ${first}.`;
  const how = request.onlyIfChanged && !onChangeOf(read.times.cron) ? " It is posted only when something changed." : "";
  const setUp = `${by ?? "Someone here"} set up a briefing on ${title}, ${said.times}.${how}${when}`;
  return {
    outcome: "answered",
    title: `Scheduled briefing: ${title}`,
    blocks: [
      first === undefined || runs[0] === undefined ? told(setUp) : toldAt(setUp, first, runs[0]),
      told("Anyone who may schedule here can change or stop it."),
    ],
    notes: [],
    actions: [
      {
        label: "Change or stop",
        ask: { command: "briefing-schedule", options: { do: "show", schedule: id } },
        shown: "reply",
      },
    ],
  };
}

/** Posts it, which proves that the bot can post there; or returns why it can't, and what to do. */
export async function introduce(
  adapter: ChatAdapter,
  place: Place,
  reply: Reply,
  { key, now }: { key: string; now: () => number },
): Promise<{ posted: Posted } | { problem: string; why?: ChatError; unknown?: true }> {
  const firstTriedAt = now();
  try {
    return { posted: await adapter.post(place, reply, key) };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    if (error.trouble !== "unknown-outcome") {
      const { what, remedy } = REFUSED[error.trouble];
      const helps = error.remedy === undefined ? remedy : `${error.remedy}, then try again.`;
      return { problem: `${sentence(error.forPeople) ?? what} ${helps}`, why: error };
    }
  }
  const posted = await adapter.settle(place, reply, key, firstTriedAt).catch(() => "cannot-tell" as const);
  if (posted !== "cannot-tell") return { posted };
  return {
    unknown: true,
    problem: "The platform did not respond, so the first post may or may not be there. Please check, then try again.",
  };
}

/** A short id for what one ask creates: the same ask gives the same id. */
export function idOf(...parts: readonly string[]): string {
  const digest = createHash("sha256").update(JSON.stringify(parts)).digest();
  return [...digest.subarray(0, 10)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";

function sentence(words: string | undefined): string | undefined {
  return words === undefined ? undefined : `${words.slice(0, 1).toUpperCase()}${words.slice(1).replace(/[.!]$/, "")}.`;
}

/** Why the first message could not be posted, and what to do about it, for whoever sets it up. */
const REFUSED: Readonly<
  Record<Exclude<ChatError["trouble"], "unknown-outcome">, { readonly what: string; readonly remedy: string }>
> = {
  busy: { what: "The platform isn't accepting messages right now.", remedy: "Please try again in a minute." },
  gone: { what: "This channel no longer accepts messages.", remedy: "Choose another place." },
  forbidden: { what: "The bot can't post here.", remedy: "Let the bot post here, then try again." },
  "needs-invite": {
    what: "The bot is not a member of this channel.",
    remedy: "Invite the bot to this channel, then try again.",
  },
  "tenant-gone": { what: "The bot is no longer installed here.", remedy: "Install the bot again, then try again." },
  "our-bug": { what: "The platform did not take the first message.", remedy: "Please tell whoever runs this bot." },
};
