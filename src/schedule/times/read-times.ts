import { readClocks } from "./clocks.ts";
import { looksLikeCron } from "./cron.ts";
import { readDays } from "./days.ts";
import { readOnChange } from "./on-change.ts";

/** When a subscription is due: as its owner wrote it, and as five fields of cron or the result of `readOnChange`. */
export type Times = { readonly written: string; readonly cron: string };

/** Times, or a sentence on what is wrong and what to write. */
export type ReadTimes = { readonly times: Times } | { readonly problem: string };

/**
 * Reads times as people write them, days and times of day in either order: "weekdays 09:00", "9 a.m. daily",
 * "monday to friday at 8:30 and 16:30", "last friday of the month 4pm", "every 2 hours"; or five fields of cron.
 *
 * @example
 * readTimes("weekdays 09:00"); // { times: { written: "weekdays 09:00", cron: "0 9 * * 1-5" } }
 */
export function readTimes(text: string): ReadTimes {
  const written = text.trim().toLowerCase().replace(/\s+/g, " ");
  const refuse = (why: string): ReadTimes => ({ problem: `${why} ${EXAMPLES}` });
  if (written === "") return refuse("Say when to post.");
  if (written.length > MOST_CHARACTERS) return refuse(`That is longer than ${MOST_CHARACTERS} characters.`);
  if (written.startsWith("@")) return refuse(`“${written}” is a cron shorthand: write out the times.`);
  const onChange = readOnChange(written);
  if (onChange && "problem" in onChange)
    return {
      problem: `${onChange.problem} Write it like "on change", "on change, at most 5 a day" or "on change, quiet 22:00-07:00".`,
    };
  if (onChange) return { times: { written, ...onChange } };
  if (looksLikeCron(written)) return { times: { written, cron: written } };
  const fields = written.split(" ");
  if (fields.every((field) => /^[\d*?,/#l-]+$/.test(field)) && fields.some((field) => field.includes("*")))
    return refuse(`“${written}” has ${fields.length} fields: cron takes five here, without seconds or years.`);

  const clocks = readClocks(written);
  if ("problem" in clocks) return refuse(clocks.problem);
  const days = readDays(clocks.rest);
  if ("problem" in days) return refuse(days.problem);
  return { times: { written, cron: `${clocks.minute} ${clocks.hour} ${days.date} * ${days.weekday}` } };
}

/** Examples for whoever wrote something unreadable. */
export const EXAMPLES =
  'Write it like "weekdays 09:00", "daily 8:30" or "mon,thu 16:00", as "on change", or as five cron fields like "0 9 * * 1-5".';

const MOST_CHARACTERS = 100;
