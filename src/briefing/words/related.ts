import { readFileSync } from "node:fs";
import { stem } from "./stem.ts";

type Related = { readonly opposites: ReadonlySet<string>; readonly near: ReadonlySet<string> };

/** Whether two words, by their stems, say opposite things. */
export function areOpposite(one: string, other: string): boolean {
  if (BY_HAND.has(`${one} ${other}`) || isNegatedForm(one, other) || isNegatedForm(other, one)) return true;
  return table().get(one)?.opposites.has(other) === true;
}

/** Whether two words, by their stems, say nearly the same: by the table, or because one is a form of the other. */
export function areNear(one: string, other: string): boolean {
  if (one === other || table().get(one)?.near.has(other) === true) return true;
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  return short.length >= 5 && long.startsWith(short) && !/^(?:less|free)/.test(long.slice(short.length));
}

/** What says nearly the same as a word, by stems. */
export function nearTo(one: string): ReadonlySet<string> {
  return table().get(one)?.near ?? NONE;
}

/** What says the opposite of a word, by stems. */
export function oppositesOf(one: string): readonly string[] {
  return [...(HAND_TABLE.get(one) ?? []), ...(table().get(one)?.opposites ?? NONE)];
}

const NONE: ReadonlySet<string> = new Set();

let loaded: ReadonlyMap<string, Related> | undefined;

function table(): ReadonlyMap<string, Related> {
  loaded ??= parseRelated(readFileSync(new URL("./related.txt", import.meta.url), "utf8"));
  return loaded;
}

function parseRelated(text: string): ReadonlyMap<string, Related> {
  const related = new Map<string, Related>();
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    const [word = "", ...lists] = line.split(" ");
    const listed = (mark: string) =>
      new Set(
        lists
          .find((list) => list.startsWith(mark))
          ?.slice(1)
          .split(","),
      );
    related.set(word, { opposites: listed("!"), near: listed("=") });
  }
  return related;
}

/** "correct" and "incorrect", "harmful" and "harmless" */
function isNegatedForm(one: string, other: string): boolean {
  if (one.length >= 4 && other.endsWith(one) && /^(?:un|in|im|il|ir|non|dis|mis)$/.test(other.slice(0, -one.length)))
    return true;
  return one.endsWith("ful") && other === `${one.slice(0, -3)}less`;
}

/** What WordNet lacks, or has for other parts of speech only. */
const PAIRS =
  "with:without include:exclude including:excluding more:less more:fewer most:least above:below over:under before:after up:down " +
  "always:never all:none everyone:nobody everything:nothing rise:fall rise:drop rise:decline increase:reduce increase:fall increase:drop increase:decline " +
  "grow:shrink grow:fall gain:lose gain:drop climb:fall raise:cut raise:lower higher:lower high:low approve:reject approve:deny accept:reject accept:refuse agree:refuse " +
  "agree:disagree allow:prevent allow:ban allow:block permit:ban permit:prohibit legal:illegal win:lose victory:defeat succeed:fail success:failure pass:fail " +
  "support:oppose support:reject back:oppose endorse:reject confirm:deny admit:deny accept:deny guilty:innocent convict:acquit begin:end start:end start:stop " +
  "start:finish begin:stop open:close first:last early:late earlier:later join:leave enter:leave arrive:depart hire:fire hire:dismiss buy:sell import:export lend:borrow " +
  "strengthen:weaken improve:worsen improve:deteriorate better:worse best:worst expand:shrink expand:contract expand:cut ease:tighten public:private domestic:foreign " +
  "majority:minority maximum:minimum near:far inside:outside remember:forget encourage:discourage enable:prevent help:hinder help:hurt protect:harm " +
  "safe:dangerous likely:unlikely possible:impossible able:unable true:false present:absent permanent:temporary positive:negative profit:loss optimistic:pessimistic " +
  "surplus:deficit advance:retreat ally:enemy love:hate like:dislike single:multiple simple:complex supervised:unsupervised same:different similar:different " +
  "outperform:underperform exceed:miss upgrade:downgrade overestimate:underestimate doubled:halved double:half twice:half many:few much:little often:rarely frequently:rarely frequently:seldom often:seldom " +
  "approximately:exactly approximately:precisely roughly:exactly nearly:exactly about:exactly partly:wholly partially:fully temporarily:permanently explicit:implicit " +
  "slow:fast slowly:quickly small:large big:small short:long old:new young:old strong:weak easy:difficult easy:hard right:wrong right:left long:short male:female " +
  "mother:father brother:sister son:daughter husband:wife boy:girl man:woman he:she his:her morning:evening day:night today:tomorrow yesterday:tomorrow " +
  "summer:winter north:south east:west ignore:consider ignore:address avoid:face lack:have fewer:more decrease:increase decline:increase delay:accelerate " +
  "faster:slower stronger:weaker larger:smaller longer:shorter boost:impair boost:harm limited:abundant add:remove significant:negligible significant:slight " +
  "earnings:losses gains:losses dislike:love fewer:many obligation:option within:outside";

const HAND_TABLE: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  for (const pair of PAIRS.split(" ")) {
    const [one = "", other = ""] = pair.split(":").map(stem);
    found.set(one, [...(found.get(one) ?? []), other]);
    found.set(other, [...(found.get(other) ?? []), one]);
  }
  return found;
})();
const BY_HAND: ReadonlySet<string> = new Set(
  [...HAND_TABLE].flatMap(([one, others]) => others.map((other) => `${one} ${other}`)),
);
