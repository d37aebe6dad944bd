import { saying } from "./parts/answer.ts";
import type { Command } from "./parts/command.ts";

const TITLE = "Your stored data";

/** `/nutgraf forget-me`: removes what is stored about whoever asks. */
export const forgetMe: Command = {
  name: "forget-me",
  summary: "Remove your stored data",
  hint: "",
  seenBy: "asker",
  says: ["forget-me", "forget me", "delete my data"],
  options: [{ name: "sure", summary: "Yes, remove it", kind: "choice", choices: [{ value: "yes", label: "Yes" }] }],
  async run({ options, place, by }, { schedule }) {
    if (options.sure !== "yes")
      return {
        ...saying(
          "choose",
          TITLE,
          "Your questions are never stored. What is stored: your name and ID on schedules you set up and answers you shared, notices to you, and mistakes you reported. Once these are removed, your schedules keep running, for others to take over or stop. Posts in channels stay where they are.",
        ),
        actions: [{ label: "Remove it", ask: { command: "forget-me", options: { sure: "yes" } }, shown: "reply" }],
      };
    if (!schedule) return saying("none", TITLE, "Nothing is stored here.");
    const count = await schedule.forget({ platform: place.platform, person: by.id }).catch((error: unknown) => {
      if (!schedule.isAway(error)) throw error;
      return undefined;
    });
    if (count === undefined) return saying("trouble", TITLE, AWAY);
    const schedules =
      count === 0 ? "" : ` ${count === 1 ? "One schedule keeps" : `${count} schedules keep`} running without you.`;
    return saying("answered", TITLE, `Your stored data was removed.${schedules}`);
  },
};

const AWAY =
  "Nothing was removed because of a database error. Please try again in a few minutes. If it keeps failing, tell whoever runs this bot.";
