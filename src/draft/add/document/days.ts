const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const MONTH = String.raw`(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?`;
const WEEKDAY = String.raw`(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?`;
const CLOCK = String.raw`(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}.{0,20})?`;
const MONTH_FIRST = new RegExp(String.raw`^${WEEKDAY}${MONTH}\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})${CLOCK}$`, "i");
const DAY_FIRST = new RegExp(String.raw`^${WEEKDAY}(\d{1,2})(?:st|nd|rd|th)?\s+${MONTH},?\s+(\d{4})${CLOCK}$`, "i");
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/;
const PDF = /^D?:?(\d{4})(\d{2})(\d{2})/;

/**
 * The day that words name, as `YYYY-MM-DD`: ISO 8601, English words, a feed's or a PDF's form. As it is written: no
 * zone moves it. Undefined for anything else, also `03/04/2026`, which means two days.
 */
export function dayIn(words: string): string | undefined {
  const text = words.trim();
  const iso = ISO.exec(text) ?? PDF.exec(text);
  if (iso) return realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const first = MONTH_FIRST.exec(text);
  if (first) return realDay(Number(first[3]), monthOf(first[1]), Number(first[2]));
  const second = DAY_FIRST.exec(text);
  return second ? realDay(Number(second[3]), monthOf(second[2]), Number(second[1])) : undefined;
}

function monthOf(name = ""): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1;
}

function realDay(year: number, month: number, day: number): string | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = year > 1400 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.toISOString().slice(0, 10) : undefined;
}
