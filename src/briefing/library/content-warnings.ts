import { join } from "node:path";
import type { Audience, Scope } from "../content/audience.ts";
import type { Briefing } from "../content/briefing.ts";
import { dueOn, isStale, lastCheckedOn } from "../content/freshness.ts";
import { type Position, type Problem, quoted } from "../content/problem.ts";
import type { Source } from "../content/source.ts";
import { nameOf } from "./topic-index.ts";

/** A briefing or a source with its file, and the position of each header key. */
type Entry<Of> = { readonly file: string; readonly at: (key: string) => Position; readonly of: Of };

/** What some of the advice depends on; without it, that advice is not given. */
export type AdviceOptions = {
  /** Milliseconds since 1970, to recognize future days and to date changes. */
  readonly now?: () => number;
  /** Command names, the plain words that mean them, and the values of their options. */
  readonly commandWords?: readonly string[];
};

/** What there is to give advice on. */
export type Bound = AdviceOptions & {
  readonly briefings: readonly Entry<Briefing>[];
  readonly sources: readonly Entry<Source>[];
};

/**
 * Warns of what is valid but won't do what its writer expects: a name that two briefings share or that leads to another
 * one or to a command, and a day in the future. Nothing is held back for it.
 */
export function adviceOn({ briefings, sources, now, commandWords = [] }: Bound): readonly Problem[] {
  const nowMs = now?.();
  const dated = nowMs === undefined ? [] : [...briefings, ...sources].flatMap((entry) => daysToCome(entry, nowMs));
  const taken = new Set(commandWords.map(nameOf));
  const stale = nowMs === undefined ? [] : briefings.flatMap((entry) => checksDue(entry, nowMs));
  return [...sharedTitles(briefings), ...briefings.flatMap((entry) => namesTaken(entry, taken)), ...dated, ...stale];
}

/** Warns of files that look like documents but are not read. */
export function filesNotRead(folder: string, names: readonly string[]): readonly Problem[] {
  return names.flatMap((name) => {
    const [, stem = "", ending = ""] = /^([^.#~].*?)\.([a-z]+)$/i.exec(name) ?? [];
    if (!TEXTS.has(ending.toLowerCase()) && !DOCUMENTS.has(ending.toLowerCase())) return [];
    if (ending === "md") return [];
    const id = stem
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 48);
    const as = `${id === "" ? "a-name" : id}.md`;
    const what = TEXTS.has(ending.toLowerCase()) ? `rename it to ${as}` : `copy its words into ${as}`;
    const message = `the file is ignored because its name does not end in .md: ${what}, or move it elsewhere`;
    return [advise(join(folder, name), START, message)];
  });
}

const TEXTS: ReadonlySet<string> = new Set("md txt text markdown mdown mkd mkdn mdx rst adoc".split(" "));
const DOCUMENTS: ReadonlySet<string> = new Set("pdf doc docx odt rtf htm html xhtml eml".split(" "));

/** Titles that lead to a choice between several, or to another briefing. */
function sharedTitles(briefings: readonly Entry<Briefing>[]): readonly Problem[] {
  const byTitle = new Map<string, Entry<Briefing>[]>();
  const byName = new Map<string, Entry<Briefing>>();
  for (const entry of briefings)
    for (const name of [entry.of.topic, ...entry.of.aliases].map(nameOf))
      if (!byName.has(name)) byName.set(name, entry);
  const problems: Problem[] = [];
  for (const entry of briefings) {
    const title = nameOf(entry.of.title);
    const meet = (other: Entry<Briefing>) => other !== entry && mayMeet(other.of.audience, entry.of.audience);
    const sharing = byTitle.get(title) ?? [];
    byTitle.set(title, [...sharing, entry]);
    const named = byName.get(title);
    const [same] = sharing.filter(meet);
    if (named && meet(named)) {
      const message = `the title ${quoted(entry.of.title)} is also an alias or topic of ${named.file}, so asking for it gets that briefing: rename one of them`;
      problems.push(advise(entry.file, entry.at("title"), message));
    } else if (same) {
      const message = `the title ${quoted(entry.of.title)} is also used by ${same.file}, so people can't tell them apart: rename one of them`;
      problems.push(advise(entry.file, entry.at("title"), message));
    }
  }
  return problems;
}

/** Whether somebody may see both. */
function mayMeet(one: Audience, other: Audience): boolean {
  if (one === "everyone" || other === "everyone") return true;
  const fits = (a: Scope, b: Scope) =>
    a.platform === b.platform &&
    a.tenant === b.tenant &&
    (a.place === undefined || b.place === undefined || a.place === b.place);
  return one.some((a) => other.some((b) => fits(a, b)));
}

/** Names that may mean something else when people type them. */
function namesTaken(entry: Entry<Briefing>, taken: ReadonlySet<string>): readonly Problem[] {
  const { topic, title, aliases } = entry.of;
  const isTaken = (name: string) =>
    taken.has(nameOf(name)) || (SHORT_IS.test(name) && taken.has(nameOf(name.replace(SHORT_IS, "$1 is"))));
  const says = (what: string, name: string) =>
    `${what} ${quoted(name)} is also a command word, so typing it is ambiguous: choose another`;
  return [
    ...(isTaken(topic) ? [advise(entry.file, START, says("the file's name", topic))] : []),
    ...(nameOf(title) !== nameOf(topic) && isTaken(title)
      ? [advise(entry.file, entry.at("title"), says("the title", title))]
      : []),
    ...aliases
      .filter((alias) => nameOf(alias) !== nameOf(topic) && isTaken(alias))
      .map((alias) => advise(entry.file, entry.at("aliases"), says("the alias", alias))),
  ];
}

/** "What's next" */
const SHORT_IS = /\b(what|where|when|who|why|how|it|that)['’]?s\b/i;

/** Days that are in the future everywhere on earth. */
function daysToCome(entry: Entry<Briefing | Source>, now: number): readonly Problem[] {
  const latest = new Date(now + MOST_AHEAD_MS).toISOString().slice(0, 10);
  const { asOf, published, retrieved }: { asOf?: string; published?: string; retrieved?: string } = entry.of;
  return Object.entries({ asOf, published, retrieved }).flatMap(([key, day]) => {
    if (day === undefined || day <= latest) return [];
    return [advise(entry.file, entry.at(key), `“${key}” is ${day}, which is in the future: correct it`)];
  });
}

/** Checks that are overdue everywhere on earth, and those that are never due. */
function checksDue({ of, file, at }: Entry<Briefing>, now: number): readonly Problem[] {
  const { checkBy, topic } = of;
  if (!checkBy) return [];
  const last = lastCheckedOn(of);
  const stillTrue = `if it is all still true: npm run publish -- ${topic} --still-true --by “Your Name”`;
  if ("days" in checkBy && last === undefined) {
    const message = `“checkBy” counts from the last check, review or asOf date, and there is none yet; ${stillTrue}`;
    return [advise(file, at("checkBy"), message)];
  }
  const today = new Date(now - MOST_BEHIND_MS).toISOString().slice(0, 10);
  if (!isStale(of, today)) return [];
  const since = last === undefined ? "" : ` (last checked ${last})`;
  return [advise(file, at("checkBy"), `the check was due on ${dueOn(of)}${since}: check it; ${stillTrue}`)];
}

/** How far behind UTC the westernmost time zone is. */
const MOST_BEHIND_MS = 12 * 60 * 60 * 1000;

/** How far ahead of UTC the easternmost time zone is. */
const MOST_AHEAD_MS = 14 * 60 * 60 * 1000;

const START: Position = { line: 1, column: 1 };

/** The position of a key in a file that begins with its header. */
export function keyIn(text: string, key: string): Position {
  const found = new RegExp(`^[ \\t"']*${key}["']?[ \\t]*:`, "m").exec(text);
  if (!found) return START;
  const lines = text.slice(0, found.index).split("\n");
  return { line: lines.length, column: found[0].search(/\w/) + 1 };
}

function advise(file: string, { line, column }: Position, message: string): Problem {
  return { file, line, column, severity: "warning", message };
}
