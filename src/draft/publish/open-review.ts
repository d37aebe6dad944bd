import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  asReviewed,
  type Briefing,
  checkText,
  contentFile,
  formatProblem,
  isError,
  type Library,
  loadLibrary,
  nameClashes,
  type Problem,
  quoted,
  reviewNotice,
  type Scope,
  SECTION_TITLES,
  SECTIONS,
  type SectionName,
  type Source,
  type Statement,
  surroundings,
  TOPIC,
  titleOf,
} from "#briefing";
import { supportOf } from "../support/check-content.ts";
import { tellSupport } from "../support/check-support.ts";
import { Refused } from "./refused.ts";
import { textOf } from "./swap-file.ts";

/** One statement beside the words that it rests on. */
export type StatementToReview = {
  readonly section: string;
  readonly text: string;
  /** The published briefing does not say it, or says it with other quotes. */
  readonly isNew: boolean;
  readonly quotes: readonly {
    readonly words: string;
    readonly before: string;
    readonly after: string;
    readonly from: string;
  }[];
  /** What differs from the quoted words, or that they are too far to compare. */
  readonly doubt?: string;
};

/** A draft as it is put before a person, with all that publishing it would say. */
export type DraftReview = {
  readonly topic: string;
  readonly draft: string;
  readonly target: string;
  /** What readers would see about it as it is. */
  readonly notice?: string;
  /** The header, as a person reads it. */
  readonly header: readonly (readonly [name: string, value: string])[];
  readonly statements: readonly StatementToReview[];
  /** What the published briefing says and the draft does not. */
  readonly gone: readonly string[];
  readonly isFirst: boolean;
  /** What was read, and shown from. */
  readonly seen: {
    readonly draft: string;
    readonly published: string | undefined;
    readonly sources: readonly Source[];
  };
};

/** A draft as it is, whatever is wrong with it, beside what is published and the sources. */
export type ReadDraft = {
  readonly topic: string;
  readonly draft: string;
  readonly target: string;
  readonly text: string;
  readonly published: string | undefined;
  readonly library: Library;
  readonly briefing?: Briefing;
  /** What the file's check reports, warnings too. */
  readonly problems: readonly Problem[];
  /** What keeps all of it from being published, beside the check of its words. */
  readonly faults: readonly string[];
};

/**
 * Reads a draft, checked as `npm run check` does.
 * @throws Refused where there is none
 */
export async function readDraft(folder: string, topic: string): Promise<ReadDraft> {
  if (!TOPIC.test(topic))
    throw new Refused(`${quoted(topic, 60)} isn't a topic: use at most 48 lowercase letters, digits and hyphens`);
  const draft = join(folder, "drafts", `${topic}.md`);
  const target = contentFile(folder, "briefing", topic);
  const text = await textOf(draft);
  if (text === undefined) throw new Refused(`There is no draft ${draft}${await othersIn(folder, topic)}`);
  const published = await textOf(target);
  const library = await loadLibrary(folder);
  const sourceFile = (id: string) => contentFile(folder, "source", id);
  const { briefing, problems } = checkText({ topic, file: draft, text }, library.sources, sourceFile);
  const clashes = briefing ? nameClashes(briefing, library) : [];
  const faults = [
    ...(text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES
      ? [`${draft}: larger than 64 KB: split it`]
      : []),
    ...clashes.map(
      ({ name, topic: owner }) => `${draft}: ${quoted(name)} already names ${contentFile(folder, "briefing", owner)}`,
    ),
  ];
  return { topic, draft, target, text, published, library, ...(briefing && { briefing }), problems, faults };
}

/**
 * Reads a draft for review.
 * @throws Refused where there is no draft, or something in it would be withheld
 */
export async function openReview(folder: string, topic: string): Promise<DraftReview> {
  const read = await readDraft(folder, topic);
  const { draft, target, text, published, library, briefing } = read;
  const errors = [...read.problems.filter(isError).map(formatProblem), ...read.faults];
  if (errors.length > 0)
    throw new Refused(
      `The draft has ${errors.length === 1 ? "an error" : `${errors.length} errors`}. Fix it and publish again:\n${errors.join("\n")}`,
    );
  const nothing = nothingToPublish(read);
  if (!briefing || nothing !== undefined) throw new Refused(nothing ?? "");
  const said = library.briefing(topic);
  return {
    topic,
    draft,
    target,
    ...noticeOf(briefing),
    header: headerOf(briefing),
    statements: statementsOf(briefing).map(([name, one]) => toReview(name, one, said)),
    gone: goneFrom(said, briefing),
    isFirst: published === undefined,
    seen: { draft: text, published, sources: library.sources },
  };
}

/** Why a draft without errors has nothing to publish; undefined where it has. */
export function nothingToPublish({ draft, target, briefing }: ReadDraft): string | undefined {
  if (!briefing) return `${draft} is withdrawn: take “withdrawn” out, or set it in ${target}, which needs no review`;
  return statementsOf(briefing).length === 0 ? `${draft} has no statements yet: add one` : undefined;
}

/** A statement beside its quotes, and whether it is new to what is published. */
export function toReview(section: SectionName, statement: Statement, said: Briefing | undefined): StatementToReview {
  const identity = identityOf(statement);
  return {
    section: SECTION_TITLES[section],
    text: statement.text,
    isNew: !(said && statementsOf(said).some(([, one]) => identityOf(one) === identity)),
    quotes: statement.citations.map((citation) => ({
      words: citation.quote,
      ...surroundings(citation),
      from: `${titleOf(citation.source)} (${citation.source.id})`,
    })),
    ...doubtOf(section, statement),
  };
}

/** What is published and the draft does not say. */
export function goneFrom(said: Briefing | undefined, briefing: Briefing | undefined): readonly string[] {
  const now = new Set(briefing && statementsOf(briefing).map(([, one]) => one.text));
  return said ? statementsOf(said).flatMap(([, one]) => (now.has(one.text) ? [] : [one.text])) : [];
}

function statementsOf({ sections }: Briefing): (readonly [SectionName, Statement])[] {
  return SECTIONS.flatMap((name) => sections[name].statements.map((one) => [name, one] as const));
}

/** The file that publishing would write. @throws Refused where the header cannot be rewritten */
export function publishedText({ topic, draft, seen }: DraftReview, by: string, at: string): string {
  const text = asReviewed(seen.draft, { by, at }, seen.sources);
  const check = (content: string) => checkText({ topic, file: draft, text: content }, seen.sources, (id) => id);
  const [before, after] = [check(seen.draft), check(text)];
  const isSound =
    !after.problems.some(isError) &&
    after.briefing?.version === before.briefing?.version &&
    after.briefing?.drafted === undefined &&
    after.briefing?.review?.isChangedSince === false;
  if (isSound) return text;
  throw new Refused(`The header of ${draft} cannot be rewritten: write each key on a line of its own, like title: …`);
}

const MOST_BYTES = 65_536;

async function othersIn(folder: string, topic: string): Promise<string> {
  const names = await readdir(join(folder, "drafts")).catch(() => []);
  const others = names.filter((name) => /^[a-z0-9-]+\.md$/.test(name)).map((name) => name.slice(0, -".md".length));
  return others.length === 0 ? `: npm run draft -- ${topic} makes one` : `: there are ${others.slice(0, 8).join(", ")}`;
}

/** What readers would see about it. */
export function noticeOf(briefing: Briefing): { notice?: string } {
  const notice = reviewNotice(briefing);
  return notice === undefined ? {} : { notice };
}

/** The header, as a person reads it. */
export function headerOf({ title, asOf, aliases, audience }: Briefing): DraftReview["header"] {
  return [
    ["title", title],
    ["as of", asOf ?? "the day of its newest source"],
    ["also called", aliases.join(", ") || "nothing else"],
    ["for", audience === "everyone" ? "everyone" : audience.map(scopeOf).join(", ")],
  ];
}

function scopeOf({ platform, tenant, place }: Scope): string {
  return `${platform}:${tenant}${place === undefined ? "" : `/${place}`}`;
}

function identityOf({ text, citations }: Statement): string {
  return JSON.stringify([text, citations.map(({ source, quote }) => [source.id, quote])]);
}

function doubtOf(section: SectionName, statement: Statement): { doubt?: string } {
  const support = supportOf(statement, section);
  return support.verdict === "no difference" ? {} : { doubt: tellSupport(support) };
}
