/** Minute and hour fields of cron, and the words around the times of day; or a sentence on what is wrong. */
export type ReadClocks =
  | { readonly minute: string; readonly hour: string; readonly rest: string }
  | { readonly problem: string };

/** Finds the times of day in words: "9 a.m.", "09:00", "8:30 and 16:30", "noon", "every 2 hours", "every morning at 9". */
export function readClocks(written: string): ReadClocks {
  const half = /\b(morning|afternoon|evening)s?\b/.exec(written)?.[1];
  const text = written
    .replace(/(?<=\d ?|\b)([ap])(?:\. ?m\b\.?| m\b\.?|m\b\.?)/g, "$1m")
    .replace(/\b(?:12(?::00)? ?)?(?:noon|midday)\b/g, "12:00pm")
    .replace(/\b(?:12(?::00)? ?)?midnight\b/g, "0:00")
    .replace(/\b(?:in the )?(?:morning|afternoon|evening)s?\b/g, " ");
  const often = /\b(?:hourly|every (?:(\d{1,3}) ?)?(hours?|hrs?|h|minutes?|mins?|m))\b/.exec(text);

  const found: Clock[] = [];
  const problems: string[] = [];
  const rest = (often ? text.replace(often[0], " ") : text).replace(
    CLOCK,
    (shown, four: string | undefined, hours: string, minutes: string | undefined, mark: string | undefined, h) => {
      const [hour, minute] = four ? [four.slice(0, 2), four.slice(2)] : [hours, minutes];
      const clock = clockOf(Number(hour), Number(minute ?? 0), mark, half && HALVES[half]);
      if ((minute ?? mark ?? h ?? half) === undefined) problems.push(bare(hours));
      else if (clock) found.push(clock);
      else problems.push(`“${shown.trim()}” isn't a time of day.`);
      return AT;
    },
  );
  const [problem] = problems;
  if (problem !== undefined) return { problem };
  if (SPAN.test(rest)) return { problem: "Time ranges aren't supported: name each time of day, or how often." };
  if (often && found.length > 0) return { problem: "Give either times of day or how often, not both." };
  if (often) return every(Number(often[1] ?? 1), often[2]?.startsWith("m") ? 60 : 24, rest);
  if (found.length === 0) return { problem: `“${written}” has no time of day.` };
  return fieldsOf(found, rest);
}

type Clock = { readonly hour: number; readonly minute: number };

/** Stands for a time of day in the words around it. */
const AT = " § ";
const SPAN = /§ *(?:-|–|—|\b(?:to|thru|through|until|till)\b) *§/;
/** Four digits, or hours with minutes, am or pm, an "h" or nothing; not an ordinal ("1st"). */
const CLOCK =
  /(?<![\d:.§a-z])(?:(\d{4})|(\d{1,2})(?:[:.h](\d{2}))?)(?: ?(am|pm)\b| ?(h|hrs?|hours)\b| ?o[’']?clock\b)?(?![\d:a-z]|\.\d)/g;
/** The half of the day that a word names; "night" may be either. */
const HALVES: Readonly<Record<string, string>> = { morning: "am", afternoon: "pm", evening: "pm" };

/** `mark`: am or pm at the time itself; `half`: implied by the part of the day, not needed for 20:00. */
function clockOf(hours: number, minute: number, mark?: string, half?: string): Clock | undefined {
  const isOfHalf = hours >= 1 && hours <= 12;
  if ((mark !== undefined && !isOfHalf) || hours > 23 || minute > 59) return undefined;
  const said = isOfHalf ? (mark ?? half) : undefined;
  return { hour: said === undefined ? hours : (hours % 12) + (said === "pm" ? 12 : 0), minute };
}

/** A bare number may be a time in the morning or in the evening, or no time at all. */
function bare(shown: string): string {
  const hour = Number(shown);
  if (hour > 23) return `“${shown}” isn't a time of day.`;
  return hour >= 1 && hour <= 12
    ? `“${shown}” could be morning or evening: write ${hour}:00, ${hour} am or ${hour} pm.`
    : `“${shown}” could be a time of day: write ${hour}:00.`;
}

function every(count: number, of: 24 | 60, rest: string): ReadClocks {
  const unit = of === 24 ? "hours" : "minutes";
  if (count === 0 || of % count !== 0) return { problem: `Every ${count} ${unit} doesn't divide a day evenly.` };
  if (of === 24) return { minute: "0", hour: count === 1 ? "*" : count === 24 ? "0" : `*/${count}`, rest };
  return { minute: count === 60 ? "0" : `*/${count}`, hour: "*", rest };
}

/** A cron expression runs each of its minutes in each of its hours, so it can't hold both 8:30 and 16:00. */
function fieldsOf(clocks: readonly Clock[], rest: string): ReadClocks {
  const groups = rest.replace(/§(?:[\s,&+/]|\band\b)*(?=§)/g, "").match(/§/g) ?? [];
  if (groups.length > 1)
    return { problem: "A schedule has the same times on all of its days: set up one schedule for each." };
  const hours = sorted(clocks.map(({ hour }) => hour));
  const minutes = sorted(clocks.map(({ minute }) => minute));
  const isEach = hours.every((hour) =>
    minutes.every((minute) => clocks.some((clock) => clock.hour === hour && clock.minute === minute)),
  );
  if (!isEach) return { problem: "Times with different minutes need a schedule each." };
  return { minute: minutes.join(","), hour: hours.join(","), rest: rest.replaceAll("§", " ") };
}

function sorted(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers)].sort((a, b) => a - b);
}
