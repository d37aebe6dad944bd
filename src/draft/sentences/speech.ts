import { isStopWord, type Sentence, type Word, wordsOf } from "#briefing";

const SAYS =
  "(?:said|says|told (?:[\\p{L}\\p{N}.’']+ ){0,4}?[\\p{L}\\p{N}.’']+|argue[sd]|claim(?:s|ed)|announced|added|stated|states|explained|warn(?:s|ed)|wrote|insist(?:s|ed)|contend(?:s|ed))";
const WHO = "((?:[\\p{L}\\p{N}.’'&-]+ ){0,7}?[\\p{L}\\p{N}.’'&-]+)";
const WHEN = "(?: (?:on|in) \\p{Lu}[\\p{L}]+| \\p{Lu}\\p{Ll}+day)?";
const FORMS: readonly RegExp[] = [
  new RegExp(`^According to (?<who>${WHO}), (?<rest>.+)$`, "u"),
  new RegExp(`^(?<who>${WHO}) (?:has |have |had )?${SAYS}${WHEN}(?: that|:|,)? (?<rest>.+)$`, "u"),
  new RegExp(`^(?<rest>.+?),?["”]? according to (?<who>${WHO})[.!]?$`, "u"),
  new RegExp(`^(?<rest>.+),["”]? (?<who>${WHO}) (?:has |have |had )?${SAYS}${WHEN}[.!]?$`, "u"),
  new RegExp(`^(?<rest>.+),["”]? ${SAYS} (?<who>${WHO})[.!]?$`, "u"),
];

/** What a sentence reports as somebody's words: whose, and the stems of what they said. */
export type Speech = { readonly who: string; readonly said: ReadonlySet<string> };

/** Whose words a sentence reports; undefined if nobody's, or those of people who can't be told apart ("officials"). */
export function speechIn({ text }: Sentence): Speech | undefined {
  if (text.length > LONGEST) return undefined;
  for (const form of FORMS) {
    const { who = "", rest = "" } = form.exec(text)?.groups ?? {};
    if (who === "" || ANYBODY.test(who)) continue;
    return { who, said: meaning(wordsOf(rest)) };
  }
  return undefined;
}

const LONGEST = 600;
const ANYBODY =
  /^(?:it|he|she|they|we|i|you|who|which|that)$|\b(?:officials?|sources?|people|spokes\p{L}+|experts?|critics|reports?|analysts|some|many|others|several|statement|filing)\b/iu;

/** Whether two sentences report the same words as different people's. A name and an office may be the same person's. */
export function isOthersWord(one: Speech | undefined, other: Speech | undefined): boolean {
  if (!one || !other || isNamed(one.who) !== isNamed(other.who)) return false;
  const [a, b] = [meaning(wordsOf(one.who)), meaning(wordsOf(other.who))];
  if (a.size === 0 || b.size === 0 || a.intersection(b).size > 0 || isShortFor(one.who, other.who)) return false;
  return isSameMatter(one.said, other.said, SAME_SPEECH);
}

function isNamed(who: string): boolean {
  return /\p{Lu}/u.test(who.replace(/^The /, ""));
}

/** "IRS" and "Internal Revenue Service" */
function isShortFor(one: string, other: string): boolean {
  const initials = (who: string) => (who.match(/(?<![\p{L}])\p{Lu}/gu) ?? []).join("");
  const letters = (who: string) => (who.match(/\p{Lu}/gu) ?? []).join("");
  const isShort = (short: string, long: string) => short.length > 1 && long.endsWith(short);
  return isShort(letters(other), initials(one)) || isShort(letters(one), initials(other));
}

const DENIES =
  /\b(?:den(?:y|ies|ied|ying)|reject(?:s|ed)?|disput(?:es|ed)|refut(?:es|ed)|untrue|false|baseless|unfounded|no truth)\b/i;

/** Whether one sentence denies what the other says. */
export function isDenied(one: Sentence, other: Sentence): boolean {
  if (DENIES.test(one.text) === DENIES.test(other.text)) return false;
  const [denial, told] = DENIES.test(one.text) ? [one, other] : [other, one];
  if (/\b(?:not|never|no)\b/i.test(`${denial.text} ${told.text}`)) return false;
  const denied = denial.text.slice(denial.text.search(DENIES)).replace(DENIES, " ");
  const subject = meaning(wordsOf(denial.text.slice(0, denial.text.search(DENIES))));
  const words = meaning(wordsOf(denied));
  const whole = meaning(told.words);
  if (words.size < LEAST || subject.size === 0) return false;
  return words.intersection(whole).size >= words.size * SAME_DENIED;
}

const SAME_SPEECH = 0.75;
const SAME_DENIED = 0.75;
const LEAST = 4;

function isSameMatter(one: ReadonlySet<string>, other: ReadonlySet<string>, share: number): boolean {
  const most = Math.max(one.size, other.size);
  return Math.min(one.size, other.size) >= LEAST && one.intersection(other).size >= share * most;
}

function meaning(words: readonly Word[]): ReadonlySet<string> {
  return new Set(words.filter(({ lower }) => !isStopWord(lower)).map(({ stem }) => stem));
}
