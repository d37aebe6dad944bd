import type { Reply } from "#chat";
import { notice } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";

/** `/nutgraf forget-me`: removes what is stored of whoever asks. */
export const forgetMe: Command = {
  name: "forget-me",
  summary: "Remove what is stored of you",
  hint: "",
  seenBy: "asker",
  says: ["forget-me", "forget me", "delete my data"],
  options: [{ name: "sure", summary: "Yes, remove it", kind: "choice", choices: [{ value: "yes", label: "Yes" }] }],
  async run({ options, place, by }, { schedule }) {
    if (options.sure !== "yes")
      return {
        ...saying(
          "choose",
          "What you ask is never kept. Kept are your name and id on schedules that you set up, notices to you, and mistakes that you reported. Removing them leaves those schedules running, for others to take over or stop; what was posted in channels stays there.",
        ),
        actions: [{ label: "Remove it", ask: { command: "forget-me", options: { sure: "yes" } }, shown: "reply" }],
      };
    if (!schedule) return saying("none", "Nothing is stored here.");
    const count = await schedule.forget({ platform: place.platform, person: by.id }).catch((error: unknown) => {
      if (!schedule.isAway(error)) throw error;
      return undefined;
    });
    if (count === undefined) return saying("trouble", AWAY);
    const schedules =
      count === 0 ? "" : ` ${count === 1 ? "One schedule goes" : `${count} schedules go`} on without you.`;
    return saying("answered", `What was stored of you is removed.${schedules}`);
  },
};

const AWAY =
  "Nothing could be removed: what is stored is out of reach at the moment. Please try again in a few minutes; if it lasts, tell whoever runs this bot.";

function saying(outcome: Reply["outcome"], text: string): Reply {
  return { outcome, title: "What is stored of you", blocks: [notice(text)], notes: [], actions: [] };
}
