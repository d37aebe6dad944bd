/** When a subscription is due: as its owner wrote it, and in the five fields of cron. */
export type Times = { readonly written: string; readonly cron: string };

/** Times, or a sentence on why not and what to write. */
export type ReadTimes = { readonly times: Times } | { readonly problem: string };

/**
 * Reads "weekdays 09:00", "daily 8:30", "mon,thu 16:00", "mon-fri at 5pm", or a cron expression of five fields.
 * Days come first; without any, daily.
 */
export function readTimes(text: string): ReadTimes {
  const written = text.trim().toLowerCase().replace(/\s+/g, " ").slice(0, MOST_CHARACTERS);
  if (written === "") return { problem: `Say when to post. ${EXAMPLES}` };
  if (written.startsWith("@") || written.split(" ").length === 6)
    return { problem: `“${written}” is not read. ${EXAMPLES}` };
  if (isCron(written)) return { times: { written, cron: written } };
  const match = /^(?:(?<days>(?!at ).+?)[ ,]+)?(?:at )?(?<clock>[0-9][0-9:.apm ]*)$/.exec(written);
  const days = readDays(match?.groups?.days);
  const clock = readClock(match?.groups?.clock);
  if (!clock) return { problem: `“${written}” names no time of day. ${EXAMPLES}` };
  if (days === undefined) return { problem: `“${match?.groups?.days}” is no day of the week. ${EXAMPLES}` };
  const cron = `${clock.minute} ${clock.hour} * * ${days}`;
  return { times: { written, cron } };
}

/** What to write, for whoever wrote something else. */
export const EXAMPLES =
  'Write it like "weekdays 09:00", "daily 8:30" or "mon,thu 16:00", or in five cron fields like "0 9 * * 1-5".';

const MOST_CHARACTERS = 100;
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const GROUPS: Readonly<Record<string, string>> = {
  daily: "*",
  "every day": "*",
  everyday: "*",
  weekdays: "1-5",
  "every weekday": "1-5",
  weekends: "0,6",
  weekly: "1",
};

/** Cron's own letters and nothing but five fields; which values make sense is croner's to say. */
function isCron(text: string): boolean {
  const fields = text.split(" ");
  return (
    fields.length === 5 && fields.every((field) => /^[\d*,/-]+(?:[#l?]\d*)?$|^(?:[\d*,/-]|[a-z]{3})+$/.test(field))
  );
}

/** Day-of-week field of cron; undefined for what is no day. */
function readDays(text: string | undefined): string | undefined {
  const words = (text ?? "daily").replace(/\bon\b|\bevery (?=\w+day|mon|tue|wed|thu|fri|sat|sun)/g, "").trim();
  const group = GROUPS[words] ?? GROUPS[`every ${words}`];
  if (group !== undefined) return group;
  const numbers = new Set<number>();
  for (const part of words.split(/\s*(?:,|\band\b|&|\s)\s*/).filter(Boolean)) {
    const [from, to = from, ...more] = part.split(/[-–]/).map(dayNumber);
    if (from === undefined || to === undefined || more.length > 0) return undefined;
    for (let day = from; ; day = (day + 1) % DAYS.length) {
      numbers.add(day);
      if (day === to) break;
    }
  }
  if (numbers.size === 0) return undefined;
  return numbers.size === DAYS.length ? "*" : [...numbers].sort((a, b) => a - b).join(",");
}

function dayNumber(word: string): number | undefined {
  const day = /^(?:sun|mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?)(?:days?)?$/.test(word)
    ? DAYS.indexOf(word.slice(0, 3))
    : -1;
  return day === -1 ? undefined : day;
}

function readClock(text: string | undefined): { hour: number; minute: number } | undefined {
  const match = /^(\d{1,2})(?:[:.](\d{2}))? ?(am|pm)?$/.exec(text?.trim() ?? "");
  if (!match || (match[2] === undefined && match[3] === undefined)) return undefined;
  const [, hours = "", minutes = "0", half] = match;
  const minute = Number(minutes);
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half === "pm" ? 12 : 0);
  const possible = hour < 24 && minute < 60 && (half === undefined || (Number(hours) >= 1 && Number(hours) <= 12));
  return possible ? { hour, minute } : undefined;
}
