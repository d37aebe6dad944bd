import { stem } from "#briefing";

/**
 * What a word is found by: its stem without the endings that make other words of it. "immune" and "immunity", "nation" and
 * "national" meet; whether they are the same is weighed later.
 */
export function rootOf(lower: string): string {
  const word = stem(lower);
  if (word.length < 6 || !/^[a-z]+$/.test(word)) return word;
  for (const [ending, least] of ENDINGS) {
    if (!word.endsWith(ending)) continue;
    const base = word.slice(0, -ending.length);
    if (base.length >= least) return settled(base);
  }
  return settled(word);
}

/** Longest first: the ending, and how much of the word must be left. */
const ENDINGS: readonly (readonly [string, number])[] = (
  "izational:4 ational:4 ization:4 ability:4 ibility:4 iveness:4 fulness:4 ousness:4 ically:4 ication:4 ically:4 " +
  "ation:4 ition:4 ional:4 ility:4 ivity:4 ancy:4 ency:4 ance:4 anc:4 enc:4 ence:4 ment:4 ious:4 eous:4 able:4 abl:4 ible:4 ibl:4 " +
  "ism:4 ist:4 ity:4 ial:4 ual:4 ion:4 iv:4 ive:4 ous:4 ant:5 ent:5 ary:4 ory:4 ic:4 al:4 er:5 or:5 at:5 iz:4 if:5 ify:4 y:5"
)
  .split(" ")
  .map((rule) => rule.split(":"))
  .map(([ending = "", least]) => [ending, Number(least)] as const)
  .sort((a, b) => b[0].length - a[0].length);

/** "decision" and "decide" part in one letter: both end before it. */
function settled(base: string): string {
  return base.replace(/(?:[aeiouy]|(?<=.{4})[td])$/, "");
}
