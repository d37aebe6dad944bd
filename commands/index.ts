import { ask } from "./asking/ask.ts";
import { check } from "./asking/check.ts";
import { briefing } from "./briefing.ts";
import { briefingSchedule } from "./briefing-schedule.ts";
import { openCorrection } from "./buttons/open-correction.ts";
import { report } from "./buttons/report.ts";
import { stillTrue } from "./buttons/still-true.ts";
import { forgetMe } from "./forget-me.ts";
import { help } from "./help.ts";
import { nutgrafSettings } from "./nutgraf-settings.ts";
import type { Command } from "./parts/command.ts";
import { briefingWithdraw } from "./reviewing/briefing-withdraw.ts";
import { sources } from "./sources.ts";
import { topics } from "./topics.ts";
import { whatsChanged } from "./whats-changed.ts";
import { whatsHappening } from "./whats-happening.ts";
import { whatsNext } from "./whats-next.ts";
import { whyImportant } from "./why-important.ts";

export { heardIn, mayHear } from "./parts/audience.ts";
export { type Numbering, openNumbering, resumeNumbering } from "./parts/cited.ts";
export type { Command, Missed, Tools, Upkeep } from "./parts/command.ts";
export { ownerPlace } from "./parts/owner.ts";
export { type TriedSchedule, trySchedule } from "./parts/schedule/trial.ts";
export { MOST_CHOICES, suggestTopics } from "./parts/topic.ts";

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  whatsHappening,
  whyImportant,
  whatsNext,
  ask,
  check,
  whatsChanged,
  briefing,
  sources,
  topics,
  briefingSchedule,
  briefingWithdraw,
  nutgrafSettings,
  help,
  forgetMe,
];

/** Command names, the plain words that mean them, and the values of their options. */
export const commandWords: readonly string[] = commands.flatMap(({ name, says, options }) => [
  name,
  ...says.filter((phrase) => !phrase.includes("…")),
  ...options.flatMap(({ choices = [] }) => choices.map(({ value }) => value)),
]);

/** Commands that only buttons run; nobody types them. */
export const unlisted: readonly Command[] = [report, stillTrue, openCorrection];
