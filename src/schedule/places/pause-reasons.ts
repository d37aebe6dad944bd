import type { ChatError, ChatTrouble } from "#chat";

/** What is wrong with a place, and what to do about it. */
type Trouble = { readonly what: string; readonly remedy: string };

/** Troubles that only a person can fix: they pause the schedule. */
const TROUBLES: Readonly<Partial<Record<string, Trouble>>> = {
  gone: { what: "the channel is gone or archived", remedy: "Reopen it, or choose another channel" },
  forbidden: { what: "the bot is not allowed to post there", remedy: "Let it post there" },
  "needs-invite": { what: "the bot is not a member of the channel", remedy: "Invite it to the channel" },
  "tenant-gone": { what: "the bot was removed from the workspace or server", remedy: "Install it again" },
} satisfies Partial<Record<ChatTrouble, Trouble>>;

/**
 * What a trouble with a place means for its schedule, which `named` names: the pause, with the text for its owner;
 * undefined if the schedule keeps running.
 */
export function pauses(
  { trouble, forPeople, remedy }: ChatError,
  named: string,
): { reason: string; text: string } | undefined {
  const found = TROUBLES[trouble];
  if (!found) return undefined;
  const text = `The ${named} is paused: ${forPeople ?? found.what}. ${remedy ?? found.remedy}, then resume the schedule.`;
  return { reason: trouble, text };
}

/** Why a schedule is paused and what to do, for whoever runs the bot. `reason` as stored. */
export function remedyFor(reason: string | null): string {
  if (reason === "by hand") return "Paused by hand: resume it where it posts.";
  if (reason === "times") return "Its next run can't be calculated in its time zone: change its times, then resume it.";
  const found = TROUBLES[reason ?? ""];
  if (!found) return `Paused (${reason ?? "the reason is not known"}). Once that is fixed, resume it where it posts.`;
  return `Paused: ${found.what}. ${found.remedy}, then resume it where it posts.`;
}
