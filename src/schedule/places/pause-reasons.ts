import type { ChatTrouble } from "#chat";
import type { SubscriptionRow } from "#store";

/** What a trouble with a place means for its schedule: it pauses, and what its owner is told; undefined: it goes on. */
export function pauses(
  trouble: ChatTrouble,
  message: string,
  { topic, times }: Pick<SubscriptionRow, "topic" | "times">,
): { reason: string; text: string } | undefined {
  const remedy = REMEDIES[trouble];
  if (remedy === undefined) return undefined;
  const text = `The schedule “${times}” for “${topic}” is paused: ${message}. ${remedy} It is kept: resume it with one click.`;
  return { reason: trouble, text };
}

/** Why a schedule is paused and what to do, for whoever looks after the bot. `reason` as it is stored. */
export function remedyFor(reason: string | null): string {
  if (reason === "by hand") return "Paused by hand: it is resumed where it posts.";
  if (reason === "times")
    return "Its times cannot be reckoned in its zone: change them where it posts, then resume it.";
  const remedy = Object.entries(REMEDIES).find(([trouble]) => trouble === reason)?.[1];
  return `${remedy ?? `Paused (${reason ?? "no reason is known"}).`} Once that is mended, resume it there.`;
}

const REMEDIES: Readonly<Record<ChatTrouble, string | undefined>> = {
  gone: "The place is gone or closed.",
  forbidden: "Let the bot post there again.",
  "needs-invite": "Invite the bot to the channel.",
  "tenant-gone": "The bot was removed from the workspace or server.",
  busy: undefined,
  "unknown-outcome": undefined,
  "our-bug": undefined,
};
