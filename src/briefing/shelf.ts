import type { Briefing } from "./briefing.ts";
import { checkBriefing, type Desk, openDesk } from "./check.ts";
import { nameOf } from "./find.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { bindLibrary, type Library } from "./library.ts";
import { type Position, type Problem, problemIn, type Trouble } from "./problem.ts";
import { type ReadSource, readSource, type Source } from "./source.ts";
import { readWritten, type WrittenBriefing } from "./written.ts";

export type Kind = "source" | "briefing";

/** Names a content file: its id and how it is called in messages. */
export type Title = { readonly kind: Kind; readonly id: string; readonly file: string };

/** A file as it was read. `problem`: why it is no proper text; `text` is then what could be made out, if anything. */
export type Content = {
  readonly text?: string;
  readonly problem?: Trouble;
};

/** Content files as they come and go, and the library that follows from them. */
export type Shelf = {
  put(title: Title, content: Content): void;
  remove(kind: Kind, id: string): void;
  /**
   * Checks what has changed since the last call and binds a new library. `extra`: problems of no single file. `at`: the
   * instant, ISO 8601 in UTC, at which words that differ from those of the last call are seen to have changed.
   */
  bind(extra?: readonly Problem[], at?: string): Library;
  /** Remembers the shelf as it is; what is given brings it back. */
  remember(): () => void;
};

type SourceEntry = { readonly file: string; readonly read: ReadSource };
type BriefingEntry = {
  readonly file: string;
  readonly content: Content;
  /** The last text that could be read as a briefing. */
  readonly good?: string;
  readonly cites: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  readonly aliasesAt: Position;
  readonly briefing?: Briefing;
};

/** `sourceFile` says where a source of an id stands, for messages. */
export function openShelf(sourceFile: (id: string) => string): Shelf {
  let sources = new Map<string, SourceEntry>();
  let briefings = new Map<string, BriefingEntry>();
  const changedSources = new Set<string>();
  const changedBriefings = new Set<string>();
  let usable = new Map<string, Source>();
  let isBound = false;

  return {
    put({ kind, id, file }, content) {
      if (kind === "source") {
        sources.set(id, { file, read: readSourceContent(id, file, content) });
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
      const desk = openDesk(usable, sourceFile, broken);
      for (const [topic, entry] of briefings) {
        if (!changedBriefings.has(topic) && changedSources.isDisjointFrom(entry.cites)) continue;
        // What the first call finds may have stood so for long.
        briefings.set(topic, recheck(topic, entry, desk, isBound ? at : undefined));
      }
      isBound = true;
      changedSources.clear();
      changedBriefings.clear();
      const problems = [...extra, ...[...sources.values()].flatMap(({ read }) => read.problems)];
      const bound = settleAliases(briefings, problems);
      problems.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column));
      return bindLibrary(bound, usable, problems);
    },
  };
}

function readSourceContent(id: string, file: string, { text, problem }: Content): ReadSource {
  if (problem || text === undefined) return { problems: problem ? [problemIn(file, problem)] : [] };
  return readSource(id, file, text);
}

function recheck(topic: string, entry: BriefingEntry, desk: Desk, changedAt: string | undefined): BriefingEntry {
  const { file, content } = entry;
  const written = content.text === undefined ? undefined : readWritten(content.text);
  if (written && !content.problem && !written.broken) {
    const { briefing, problems } = checkBriefing(topic, file, written, desk, changedAt);
    const { aliasesAt } = written;
    return {
      ...withBriefing(entry, briefing),
      good: content.text as string,
      cites: citesOf(written),
      problems,
      aliasesAt,
    };
  }
  const told = content.problem ? [content.problem] : (written?.problems ?? []);
  const problems = told.map((trouble) => problemIn(file, trouble));
  if (entry.good === undefined) return { ...entry, problems };
  const last = readWritten(entry.good);
  const kept = keepWhatStands(last, entry.good, written, content.text);
  const { briefing } = checkBriefing(topic, file, kept, desk, changedAt);
  return { ...withBriefing(entry, briefing), cites: citesOf(last), problems };
}

/** An unchanged version keeps the time of its change. */
function withBriefing({ briefing: before, ...entry }: BriefingEntry, briefing: Briefing | undefined): BriefingEntry {
  if (!briefing) return entry;
  if (before?.version !== briefing.version) return { ...entry, briefing };
  const { changedAt: _, ...same } = briefing;
  const changedAt = before.changedAt === undefined ? {} : { changedAt: before.changedAt };
  return { ...entry, briefing: Object.freeze({ ...same, ...changedAt }) };
}

/**
 * The last good version of a file that can no longer be read as a briefing, without the statements that are gone from
 * the file. Where its words for the audience have changed, or it may be withdrawn, it is shown to nobody.
 */
function keepWhatStands(
  last: WrittenBriefing,
  lastText: string,
  now: WrittenBriefing | undefined,
  nowText: string | undefined,
): WrittenBriefing {
  if (!now || nowText === undefined) return last;
  const standing = new Set(Object.values(now.sections).flatMap((statements) => statements.map(({ text }) => text)));
  const keep = (name: keyof WrittenBriefing["sections"]) => {
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
  return { ...last, sections, withdrawn: last.withdrawn || hidden };
}

/**
 * What a header says of who may read, as it stands there: every line that speaks of it, with the lines up to the next
 * key. A broken header keeps its readers only where none of this has changed.
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

function citesOf({ footnotes }: WrittenBriefing): ReadonlySet<string> {
  return new Set([...footnotes.values()].map(({ source }) => source));
}

/** An alias that is another briefing's topic or, in the order of topics, already an alias is reported and not used. */
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
