import { join } from "node:path";
import { type Citing, type Library, openWords, SOURCE_ID, type Source } from "#briefing";
import type { Document } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";
import { addressKey } from "../document/web-address.ts";
import { nameSource, numbered } from "./name-source.ts";
import { sourceFile } from "./source-file.ts";

/** What keeping a document would do. */
export type Proposal =
  /** Its words are those of a source that is there. `replacedBy`: the newer version of that one. */
  | { readonly kind: "same"; readonly source: Source; readonly replacedBy?: Source }
  | (Kept & { readonly kind: "new"; readonly resembles?: Source })
  /** A newer version: `gone` is every statement that quotes words which the new one does not have. */
  | (Kept & { readonly kind: "changed"; readonly replaces: Source; readonly gone: readonly Citing[] });

type Kept = {
  readonly id: string;
  /** The file below the content folder, and what it will hold. */
  readonly path: string;
  readonly content: string;
  readonly document: Document;
};

/** What a proposal depends on besides the document. */
export type ProposeOptions = {
  /** What was named: a file or an address. */
  readonly name: string;
  readonly library: Library;
  readonly id?: string;
  /** The source whose newer version it is, where that is known. */
  readonly replaces?: string;
};

/** Says what keeping a document would do: nothing where it is there, a new version where it has changed. @throws Refusal */
export function proposeSource(document: Document, { name, library, id, replaces }: ProposeOptions): Proposal {
  const { sources } = library;
  const newer = new Map(
    sources.flatMap((source) => (source.replaces === undefined ? [] : [[source.replaces, source] as const])),
  );
  const words = wordsOf(document.text);
  const same = sources.find(({ text }) => text.length < 2 * document.text.length + 100 && wordsOf(text) === words);
  if (same) {
    const replacedBy = newer.get(same.id);
    return { kind: "same", source: same, ...(replacedBy && { replacedBy }) };
  }
  const before = newest(named(replaces, library) ?? atSameAddress(document, sources), newer);
  const isTaken = (one: string) => library.source(one) !== undefined;
  if (id !== undefined) checkId(id, isTaken);
  const own =
    id ?? (before ? numbered(before.id.replace(/-\d{1,2}$/, ""), isTaken) : nameSource(document, name, isTaken));
  const { content, facts, dropped } = sourceFile(own, document, before?.id);
  const kept = {
    id: own,
    path: join("sources", `${own}.md`),
    content,
    document: { ...document, facts, notes: [...document.notes, ...dropped] },
  };
  if (before) return { ...kept, kind: "changed", replaces: before, gone: goneFrom(before, document.text, library) };
  const resembles = sources.find((source) => isMuchLike(source.text, document.text));
  return { ...kept, kind: "new", ...(resembles && { resembles }) };
}

/** The same words are the same document, however their lines are broken. */
function wordsOf(text: string): string {
  return text.normalize("NFC").replace(/\s+/g, " ").trim();
}

function named(id: string | undefined, library: Library): Source | undefined {
  if (id === undefined) return undefined;
  const source = library.source(id);
  if (!source)
    throw new Refusal(
      `There is no source “${id}” that it could replace: name one by its file in sources/, without .md`,
    );
  return source;
}

function atSameAddress({ facts }: Document, sources: readonly Source[]): Source | undefined {
  const key = facts.url && addressKey(facts.url.value);
  return key === undefined ? undefined : sources.find(({ url }) => url !== undefined && addressKey(url) === key);
}

/** The last of a source's versions. */
function newest(source: Source | undefined, newer: ReadonlyMap<string, Source>): Source | undefined {
  const seen = new Set<string>();
  let last = source;
  for (let next = last; next && !seen.has(next.id); next = newer.get(next.id)) {
    seen.add(next.id);
    last = next;
  }
  return last;
}

function checkId(id: string, isTaken: (id: string) => boolean): void {
  if (!SOURCE_ID.test(id))
    throw new Refusal(`“${id}” isn't a name for a source: use at most 64 lowercase letters, digits and hyphens`);
  if (isTaken(id))
    throw new Refusal(
      `There is a source “${id}” already, with other words: name another id, or say that this one replaces it (--replaces ${id})`,
    );
}

/** Statements whose quotes from a source, or from what it replaced, are not in its new text. */
function goneFrom(before: Source, text: string, library: Library): Citing[] {
  const holds = openWords(text);
  const versions: Source[] = [];
  for (
    let source: Source | undefined = before;
    source && !versions.includes(source);
    source = source.replaces === undefined ? undefined : library.source(source.replaces)
  )
    versions.push(source);
  return versions.flatMap(({ id }) => library.citing(id)).filter(({ citation }) => !holds(citation.quote));
}

const SHINGLE = 6;
const MUCH = 0.5;
const MOST_COMPARED = 200_000;

/** Whether half of the runs of words of the shorter are in the other. */
function isMuchLike(one: string, other: string): boolean {
  const [a, b] = [shingles(one), shingles(other)].sort((left, right) => left.size - right.size) as [
    Set<string>,
    Set<string>,
  ];
  if (a.size < 20 || a.size < b.size * 0.3) return false;
  let shared = 0;
  for (const words of a) if (b.has(words)) shared += 1;
  return shared > a.size * MUCH;
}

function shingles(text: string): Set<string> {
  const words =
    text
      .slice(0, MOST_COMPARED)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return new Set(
    words.flatMap((_, at) => (at + SHINGLE <= words.length ? [words.slice(at, at + SHINGLE).join(" ")] : [])),
  );
}
