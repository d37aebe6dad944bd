import type { Briefing } from "../content/briefing.ts";
import { type Position, type Problem, problemIn, type Trouble } from "../content/problem.ts";
import type { Source } from "../content/source.ts";
import type { DeclaredChange } from "../content/upkeep.ts";
import { type ParsedBriefing, parseBriefing } from "../parse/briefing-file.ts";
import { splitFrontMatter } from "../parse/front-matter.ts";
import { type ParsedSource, parseSource } from "../parse/source-file.ts";
import { checkBriefing, type NormalizedSources, normalizeSources } from "../verify/check-briefing.ts";
import { type AdviceOptions, adviceOn, keyIn } from "./content-warnings.ts";
import { createLibrary, type Library } from "./library.ts";
import { saidOnceReviewed } from "./require-review.ts";
import type { ReviewedShelf } from "./reviewed-copies.ts";
import { nameOf } from "./topic-index.ts";

export type ContentKind = "source" | "briefing";

/** Names a content file: its id, and its name in messages. */
export type ContentName = { readonly kind: ContentKind; readonly id: string; readonly file: string };

/** A file as read. `problem`: why it is not proper text; `text` is then what could be decoded, if anything. */
export type Content = {
  readonly text?: string;
  readonly problem?: Trouble;
};

/** Content files as they come and go, and the library made from them. */
export type ContentIndex = {
  put(title: ContentName, content: Content): void;
  remove(kind: ContentKind, id: string): void;
  /**
   * Checks what has changed since the last call and binds a new library. `extra`: problems of no single file. `at`: the
   * instant, ISO 8601 in UTC, recorded as the time of change for words that differ from the last call's.
   */
  bind(extra?: readonly Problem[], at?: string): Library;
  /** Takes a snapshot of the files; calling the result restores it. */
  remember(): () => void;
};

type SourceEntry = {
  readonly file: string;
  readonly read: ParsedSource;
  /** The positions of its dates. */
  readonly days: ReadonlyMap<string, Position>;
};
type BriefingEntry = {
  readonly file: string;
  readonly content: Content;
  /** The last text that was readable as a briefing. */
  readonly good?: string;
  readonly cites: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly aliasesAt: Position;
  readonly briefing?: Briefing;
  readonly withdrawn?: DeclaredChange;
};

/**
 * Makes an empty index. `sourceFile` gives the path of a source, for messages. With a `shelf` only reviewed words are
 * shown.
 */
export function createContentIndex(
  sourceFile: (id: string) => string,
  advising: AdviceOptions = {},
  shelf?: ReviewedShelf,
): ContentIndex {
  let sources = new Map<string, SourceEntry>();
  let briefings = new Map<string, BriefingEntry>();
  const changedSources = new Set<string>();
  const changedBriefings = new Set<string>();
  let usable = new Map<string, Source>();
  let isBound = false;

  return {
    put({ kind, id, file }, content) {
      if (kind === "source") {
        sources.set(id, { file, read: readSourceContent(id, file, content), days: daysIn(content.text) });
        changedSources.add(id);
      } else {
        const before = briefings.get(id) ?? {
          cites: new Set<string>(),
          problems: [],
          aliasesAt: { line: 1, column: 1 },
        };
        briefings.set(id, { ...before, file, content });
        changedBriefings.add(id);
      }
    },
    remove(kind, id) {
      if (kind === "source" && sources.delete(id)) changedSources.add(id);
      if (kind === "briefing") briefings.delete(id);
    },
    remember() {
      const kept = { sources: new Map(sources), briefings: new Map(briefings), usable };
      return () => {
        ({ sources, briefings, usable } = kept);
        changedSources.clear();
        changedBriefings.clear();
      };
    },
    bind(extra = [], at) {
      usable = new Map();
      const broken = new Set<string>();
      for (const [id, { read }] of sources) read.source ? usable.set(id, read.source) : broken.add(id);
      const normalized = normalizeSources(usable, sourceFile, broken);
      for (const [topic, entry] of briefings) {
        if (!changedBriefings.has(topic) && changedSources.isDisjointFrom(entry.cites)) continue;
        // What the first call finds may be old.
        briefings.set(topic, recheck(topic, entry, normalized, isBound ? at : undefined, shelf));
      }
      isBound = true;
      changedSources.clear();
      changedBriefings.clear();
      const problems = [...extra, ...[...sources.values()].flatMap(({ read }) => read.problems)];
      const bound = settleAliases(briefings, problems);
      problems.push(...advice(bound));
      problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
      const withdrawn = [...briefings].flatMap(([topic, { briefing, withdrawn }]) =>
        !briefing && withdrawn ? [[topic, withdrawn] as const] : [],
      );
      return createLibrary(bound, usable, problems, new Map(withdrawn));
    },
  };

  function advice(bound: readonly Briefing[]): readonly Problem[] {
    const said = bound.map((of) => {
      const { file, content } = briefings.get(of.topic) as BriefingEntry;
      return { of, file, at: (key: string) => keyIn(content.text ?? "", key) };
    });
    const read = [...sources.values()].flatMap(({ file, days, read: { source: of } }) =>
      of ? [{ of, file, at: (key: string) => days.get(key) ?? { line: 1, column: 1 } }] : [],
    );
    return adviceOn({ briefings: said, sources: read, ...advising });
  }
}

function daysIn(text = ""): ReadonlyMap<string, Position> {
  const header = text.startsWith("---") ? text.slice(0, 8192) : "";
  return new Map(["published", "retrieved"].map((key) => [key, keyIn(header, key)]));
}

function readSourceContent(id: string, file: string, { text, problem }: Content): ParsedSource {
  if (problem || text === undefined) return { problems: problem ? [problemIn(file, problem)] : [] };
  return parseSource(id, file, text);
}

function recheck(
  topic: string,
  entry: BriefingEntry,
  normalized: NormalizedSources,
  changedAt: string | undefined,
  shelf: ReviewedShelf | undefined,
): BriefingEntry {
  const { file, content } = entry;
  const parsed = content.text === undefined ? undefined : parseBriefing(content.text);
  if (parsed && !content.problem && !parsed.broken) {
    const text = content.text as string;
    const checked = checkBriefing(topic, file, parsed, normalized, changedAt);
    const required = { topic, file, text, parsed, sources: normalized, changedAt };
    const { briefing, problems } = shelf ? saidOnceReviewed(checked, required, shelf) : checked;
    const { withdrawn } = checked;
    const { aliasesAt } = parsed;
    return {
      ...withBriefing(entry, briefing),
      ...(withdrawn && { withdrawn }),
      good: text,
      cites: citesOf(parsed),
      problems,
      aliasesAt,
    };
  }
  const told = content.problem ? [content.problem] : (parsed?.problems ?? []);
  const problems = told.map((trouble) => problemIn(file, trouble));
  const good = shelf ? shelf.get(topic) : entry.good;
  if (good === undefined) return { ...entry, problems };
  const last = parseBriefing(good);
  const standing = keepWhatStands(last, good, parsed, content.text);
  // Then only what was reviewed is shown.
  const kept = shelf ? { ...standing, text: good } : standing;
  const { briefing } = checkBriefing(topic, file, kept, normalized, changedAt);
  return { ...withBriefing(entry, briefing), cites: citesOf(last), problems };
}

/** An unchanged version keeps the time of its change. */
function withBriefing(
  { briefing: before, withdrawn: __, ...entry }: BriefingEntry,
  briefing: Briefing | undefined,
): BriefingEntry {
  if (!briefing) return entry;
  if (before?.version !== briefing.version) return { ...entry, briefing };
  const { changedAt: _, ...same } = briefing;
  const changedAt = before.changedAt === undefined ? {} : { changedAt: before.changedAt };
  return { ...entry, briefing: Object.freeze({ ...same, ...changedAt }) };
}

/**
 * The last good version of a file that is no longer readable as a briefing, without the statements that are gone from
 * the file. If its audience lines changed, or it may be withdrawn, it is shown to nobody.
 */
function keepWhatStands(
  last: ParsedBriefing,
  lastText: string,
  now: ParsedBriefing | undefined,
  nowText: string | undefined,
): ParsedBriefing {
  if (!now || nowText === undefined) return last;
  const standing = new Set(Object.values(now.sections).flatMap((statements) => statements.map(({ text }) => text)));
  const keep = (name: keyof ParsedBriefing["sections"]) => {
    const gone = new Set(last.sections[name].filter(({ text }) => !standing.has(text)).map(({ item }) => item));
    return last.sections[name].filter(({ item }) => !gone.has(item));
  };
  const sections = {
    happening: keep("happening"),
    important: keep("important"),
    next: keep("next"),
    differ: keep("differ"),
  };
  const hidden = readersIn(nowText) !== readersIn(lastText);
  const { text: _, ...kept } = last;
  return { ...kept, sections, withdrawn: last.withdrawn || hidden };
}

/**
 * The raw lines of a header about who may read: each such line, with those up to the next key. A broken header keeps its
 * readers only if none of these changed.
 */
function readersIn(text: string): string {
  const [header = ""] = (splitFrontMatter(text.replaceAll("\r\n", "\n"))?.header ?? text).split(/^ {0,3}##[ \t]/m);
  let speaks = false;
  const lines = header.split("\n").filter((line) => {
    if (/audience|withdrawn/i.test(line)) speaks = true;
    else if (/^[\w"'-]+[ \t]*:/.test(line)) speaks = false;
    return speaks;
  });
  return lines.join(" ").replace(/\s+/g, " ").trim();
}

function citesOf({ footnotes }: ParsedBriefing): ReadonlySet<string> {
  return new Set([...footnotes.values()].map(({ source }) => source));
}

/** Reports and drops an alias that is another briefing's topic or, in the order of topics, already an alias. */
function settleAliases(entries: ReadonlyMap<string, BriefingEntry>, problems: Problem[]): Briefing[] {
  const owners = new Map([...entries].map(([topic, { file }]) => [nameOf(topic), { topic, file }]));
  const bound: Briefing[] = [];
  for (const topic of [...entries.keys()].sort()) {
    const { file, briefing, problems: own, aliasesAt } = entries.get(topic) as BriefingEntry;
    problems.push(...own);
    if (!briefing) continue;
    const aliases = briefing.aliases.filter((alias) => {
      const name = nameOf(alias);
      const owner = owners.get(name);
      if (!owner || owner.topic === topic) {
        owners.set(name, { topic, file });
        return true;
      }
      const message = `the alias “${alias}” already belongs to ${owner.file}: give this briefing another`;
      problems.push(problemIn(file, { ...aliasesAt, message }));
      return false;
    });
    bound.push(aliases.length === briefing.aliases.length ? briefing : Object.freeze({ ...briefing, aliases }));
  }
  return bound;
}
