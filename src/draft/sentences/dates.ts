const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const WEEKDAY = "(Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)";

/** Words that mean a day only to those who read them that day. */
export const RELATIVE =
  /\b(?:today|yesterday|tomorrow|tonight|now|recently|(?:last|this|next|past|coming|previous) (?:night|week|weekend|month|year|spring|summer|fall|autumn|winter|quarter|decade|(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day)|(?:days|weeks|months|years|hours) ago|earlier this|later this|(?:on )?(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day(?:s?)\b(?! ,? ?(?:January|February|March|April|May|June|July|August|September|October|November|December|\d)))/i;

/**
 * A sentence with its relative days as dates, by the day on which the document was published. What cannot be told stays as
 * it is.
 */
export function writeDatesOut(text: string, published: string): string {
  const day = new Date(`${published}T00:00:00Z`);
  const year = day.getUTCFullYear();
  return text
    .replace(
      new RegExp(`\\b([Oo]n )?(?:(last|next|this) )?${WEEKDAY}\\b(?!s|'|’|,? (?:${MONTHS.join("|")}))`, "g"),
      (found, on, which, name) => {
        if (which === "next") return found;
        const goesOn = which === undefined && isToCome(text);
        return `${on ?? "on "}${say(nearest(day, DAYS.indexOf(name.toLowerCase()), goesOn ? 1 : -1))}`;
      },
    )
    .replace(/\b(today|yesterday|tomorrow)\b(?!['’]s)/g, (word) => {
      const shift = word === "today" ? 0 : word === "yesterday" ? -1 : 1;
      return `on ${say(new Date(day.getTime() + shift * DAY_MS))}`;
    })
    .replace(
      /\b(?:(in|by|for|until|from|of|since|through|during|before|after) )?(last|this|next) year\b(?!['’]s)/g,
      (_, word, which) => {
        const named = which === "last" ? year - 1 : which === "next" ? year + 1 : year;
        return `${word ?? "in"} ${named}`;
      },
    )
    .replace(/\bon on\b/g, "on");
}

const DAY_MS = 86_400_000;

function isToCome(text: string): boolean {
  return /\b(?:will|is|are) (?:be )?(?:expected|scheduled|set|due|to|meet|vote|begin|start|hold|appear|decide|open|take)\b|\bwill\b/.test(
    text,
  );
}

/** The nearest such weekday before or on the day, or after it. */
function nearest(from: Date, weekday: number, direction: 1 | -1): Date {
  const apart = direction === 1 ? (weekday - from.getUTCDay() + 7) % 7 : -((from.getUTCDay() - weekday + 7) % 7);
  return new Date(from.getTime() + apart * DAY_MS);
}

function say(day: Date): string {
  return `${MONTHS[day.getUTCMonth()]} ${day.getUTCDate()}, ${day.getUTCFullYear()}`;
}
