/**
 * Times of a day in words, from minutes since midnight: "at 09:00 and 16:30", "every 15 minutes", "every 2 hours from
 * 08:00 to 18:00". The words cover every time exactly.
 */
export function sayDayTimes(times: readonly number[]): string {
  const spans = spansOf(times);
  const [only] = spans;
  if (only && spans.length === 1 && only.count > MOST_NAMED) {
    if (only.count * only.step === DAY && only.from === 0) return every(only.step);
    return `${every(only.step)} from ${clock(only.from)} to ${clock(only.to)}`;
  }
  if (times.length <= MOST_LISTED) return `at ${listed(times.map(clock))}`;
  return perHour(times);
}

const DAY = 24 * 60;
/** Up to this many times are listed even if they are evenly spaced. */
const MOST_NAMED = 3;
const MOST_LISTED = 8;

type Span = { readonly from: number; readonly to: number; readonly step: number; readonly count: number };

/** Evenly spaced times make one span; others make several. */
function spansOf(times: readonly number[]): Span[] {
  const spans: Span[] = [];
  for (const time of times) {
    const last = spans.at(-1);
    if (last && (last.count === 1 || time - last.to === last.step))
      spans[spans.length - 1] = { ...last, to: time, step: time - last.to, count: last.count + 1 };
    else spans.push({ from: time, to: time, step: 0, count: 1 });
  }
  return spans;
}

function every(step: number): string {
  if (step === 60) return "every hour";
  return step % 60 === 0 ? `every ${step / 60} hours` : `every ${step} minutes`;
}

/** Each minute of each hour, as cron has them. */
function perHour(times: readonly number[]): string {
  const minutes = [...new Set(times.map((time) => time % 60))].map((minute) => `:${two(minute)}`);
  const hours = [...new Set(times.map((time) => Math.floor(time / 60)))];
  const spans: number[][] = [];
  for (const hour of hours) {
    const last = spans.at(-1);
    if (last && last.at(-1) === hour - 1) last.push(hour);
    else spans.push([hour]);
  }
  const named = spans.flatMap((span) =>
    span.length > 2 ? [`${two(span[0] ?? 0)} to ${two(span.at(-1) ?? 0)}`] : span.map(two),
  );
  const which = hours.length === 24 ? "every hour" : `the hours ${listed(named)}`;
  return `at ${listed(minutes)} of ${which}`;
}

function clock(minutes: number): string {
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** `Monday, Tuesday and Friday`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? "";
  return words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${last}` : last;
}
