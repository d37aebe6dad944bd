import { readFileSync } from "node:fs";
import { areOpposite, oppositesOf, stem } from "#briefing";

/** Whether two words, by their stems, say opposite things: by the tables of words, or because they point to different sides. */
export function areOpposed(one: string, other: string): boolean {
  return areOppositeWords(one, other) || (sides().against.get(one)?.has(other) ?? false);
}

/** Whether two words, by their stems, say opposite things by the tables of words alone. */
export function areOppositeWords(one: string, other: string): boolean {
  return areOpposite(one, other) && !onlyLooksNegated(one, other);
}

/** "immigrant" isn't a denied "migrant". */
function onlyLooksNegated(one: string, other: string): boolean {
  return (LOOKS_NEGATED.has(one) && one.endsWith(other)) || (LOOKS_NEGATED.has(other) && other.endsWith(one));
}

const LOOKS_NEGATED: ReadonlySet<string> = new Set(
  (
    "improve information inform informative instance impact intend intent intense invest discover immediate unless display incorporate incorporation " +
    "distribute dismiss insight immigration immigrant immigrate indian indiana disclose disclosure injury nonprofit install discount import importer " +
    "disappoint misconduct discharge discard impress infringe disaster unrest invent imprison dissolve infamous inland disband dispatch nonsense " +
    "distill displace inhabit dismantle distract impart incorporate inverse ingrain inundate distort impair invoice inherit inside income include " +
    "impose impeach implant inflame invaluable inflammable indeed intake until under understand disease dispose distress dispute disguise misinformation disinformation " +
    "discourse disposition imposition deposition dissolution solution informer former dissection impound impulse disturb inflation"
  )
    .split(" ")
    .map(stem),
);

/** What a word, by its stem, may replace and say the opposite. */
export function opposedTo(one: string): readonly string[] {
  const known = lists.get(one);
  if (known) return known;
  const made = [...new Set([...oppositesOf(one), ...(sides().against.get(one) ?? []), ...negatedForms(one)])].filter(
    (other) => !onlyLooksNegated(one, other),
  );
  if (lists.size >= MOST_KEPT) lists.clear();
  lists.set(one, made);
  return made;
}

const MOST_KEPT = 20_000;
const lists = new Map<string, readonly string[]>();

/** Whether not to be the one of two opposed words, by their stems, is to be the other: "not happy" is "unhappy", "not raise" is not "cut". */
export function areComplements(one: string, other: string): boolean {
  return (
    (!/^dis/.test(one) && !/^dis/.test(other) && negatedForms(one).includes(other)) ||
    (sides().complements.get(one)?.has(other) ?? false)
  );
}

/** "known" and "unknown", "hopeful" and "hopeless" */
function negatedForms(one: string): string[] {
  if (!/^[a-z]{4,}$/.test(one)) return [];
  const [, base] = /^(?:un|in|im|il|ir|non|dis)([a-z]{4,})$/.exec(one) ?? [];
  const [, root, ending] = /^([a-z]{3,})(ful|less)$/.exec(one) ?? [];
  return [
    ...["un", "in", "im", "il", "ir", "non", "dis"].map((prefix) => prefix + one),
    ...(base === undefined ? [] : [base]),
    ...(root === undefined ? [] : [root + (ending === "ful" ? "less" : "ful")]),
  ];
}

/** Words of the same side, by their stems: they may replace each other. */
export function besides(one: string): ReadonlySet<string> {
  return sides().beside.get(one) ?? NONE;
}

const NONE: ReadonlySet<string> = new Set();

/** A matter: the words of each of its sides, and whether not to be of one side is to be of the other. */
export type Matter = { readonly isEither: boolean; readonly sides: readonly (readonly string[])[] };

/** The matters of the table of sides. */
export function readMatters(): Matter[] {
  return readFileSync(new URL("./sides.txt", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [kind, words = ""] = line.split("\t");
      return { isEither: kind === "is", sides: words.split(" | ").map((side) => side.split(" ")) };
    });
}

type Links = ReadonlyMap<string, ReadonlySet<string>>;
type Sides = { readonly beside: Links; readonly against: Links; readonly complements: Links };

let loaded: Sides | undefined;

function sides(): Sides {
  if (loaded) return loaded;
  const [beside, against, complements] = [new Map(), new Map(), new Map()] as [Known, Known, Known];
  for (const matter of readMatters()) {
    const stems = matter.sides.map((side) => side.map(stem));
    for (const own of stems)
      for (const one of own) {
        link(beside, one, own);
        for (const others of stems) {
          if (others === own) continue;
          link(against, one, others);
          if (matter.isEither) link(complements, one, others);
        }
      }
  }
  loaded = { beside, against, complements };
  return loaded;
}

type Known = Map<string, Set<string>>;

function link(links: Known, one: string, others: readonly string[]): void {
  const known = links.get(one) ?? new Set();
  for (const other of others) if (other !== one) known.add(other);
  links.set(one, known);
}
