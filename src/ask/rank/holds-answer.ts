import type { Word } from "#briefing";
import type { Kind, Question } from "../words/question.ts";
import type { Term } from "../words/terms.ts";

const MONTH =
  "(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\\.?";
const DATE = new RegExp(
  `\\b(?:1[0-9]|20)\\d\\d(?:s|\\b)|\\b${MONTH} \\d|\\b\\d{1,2} ${MONTH}|\\b(?:in|since|by|until|during|of|on) ${MONTH}\\b|\\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\\b|\\bcentur(?:y|ies)\\b|\\b\\d+ (?:years?|months?|weeks?|days?|hours?)\\b|\\b(?:BC|AD|BCE|CE)\\b|\\b(?:today|yesterday|tomorrow|decades?)\\b`,
);
const NUMBER =
  /\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|quarter|percent|twice|double)\b/i;
const CAUSE =
  /\b(?:because|due to|since|as a result|so that|in order to|owing to|thanks to|therefore|thus|led to|leads? to|leading|caus(?:e|es|ed|ing)|result(?:s|ed|ing)? (?:in|from)|reason|so as to|for (?:fear|lack)|allow(?:s|ed|ing)?|prevent(?:s|ed|ing)?|fear(?:s|ing|ed)?|could|to (?:avoid|prevent|protect|ensure|provide|make|help))\b/i;
const MANNER =
  /\b(?:by \w+ing|through|using|via|with|by means|in (?:a|this) (?:way|manner)|such as|process|method|when|if)\b/i;
const NAMING =
  /\b(?:called|known as|termed|named|refer(?:s|red) to as|so-called|dubbed|nicknamed|(?:is|are|was|were) the|term)\b|["“”]/;
const PLACE =
  /\b(?:in|at|near|from|to|of|on|through|across|along|between|into|around|outside|north|south|east|west|located) (?:the |a )?(?:\p{Lu}|northern|southern|eastern|western|central)/u;
export const DEFINES =
  /\b(?:is|are|was|were) (?:a|an|the|one|any)\b|\b(?:means?|refers? to|defined as|consists? of|comprises?|describes?)\b/;

/** Whether a sentence holds what the question asks for, and how much it adds to the question's own words. */
export function holds(
  question: Question,
  words: string,
  read: readonly Word[],
  terms: readonly Term[],
): [string, number][] {
  const asked = new Set(question.terms.flatMap(({ roots }) => roots));
  const added = terms.filter(({ root }) => !asked.has(root));
  const names = added.filter(({ text, start }) => start > 0 && /^\p{Lu}/u.test(text)).length;
  const signs: [string, number][] = [["added", Math.min(1, added.length / 12)]];
  const has: Readonly<Record<Kind, boolean>> = {
    who: names > 0 || /^(?:\W*\p{Lu}[\p{L}.]+ ){2}/u.test(words),
    when: DATE.test(words),
    where: PLACE.test(words) && names > 0,
    number:
      added.some(({ text }) => NUMBER.test(text)) || read.some(({ lower }) => NUMBER.test(lower) && !asked.has(lower)),
    why: CAUSE.test(words),
    how: MANNER.test(words),
    called: NAMING.test(words),
    what: DEFINES.test(words),
    whether: true,
  };
  signs.push([has[question.kind] ? `${question.kind}: has` : `${question.kind}: lacks`, 1]);
  signs.push([`${question.kind}: names`, Math.min(names, 4) / 4]);
  if (question.kind !== "when" && question.kind !== "number")
    signs.push([`${question.kind}: numbers`, Number(/\d/.test(words))]);
  if (question.kind === "what")
    signs.push(["what: naming", Number(NAMING.test(words))], ["what: cause", Number(CAUSE.test(words))]);
  return signs;
}
