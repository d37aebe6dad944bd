import { isRecord, type Line, type Note, type Reply } from "#chat";

/** What a place received: the statements with their quotes, as posted. */
export type Snapshot = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly notes: readonly Note[];
  /** Which story and sections: only posts of the same ones are compared. */
  readonly of?: string;
  /** The stories in it. */
  readonly topics?: readonly string[];
  /** Whether everybody may read it. */
  readonly open?: boolean;
};

/** The part of a reply kept to compare the next one with. */
export function snapshotOf(
  { title, blocks, notes }: Reply,
  more: Required<Pick<Snapshot, "of" | "topics" | "open">>,
): Snapshot {
  const lines = blocks.flatMap((block) => (block.kind === "lines" ? block.lines : []));
  return {
    title: keepable(title),
    lines: keepableIn(lines),
    notes: keepableIn(notes),
    ...more,
  };
}

/** The same, with every text in a form that both databases can store. */
export function keepableIn<T>(words: T): T {
  return JSON.parse(JSON.stringify(words, (_, value) => (typeof value === "string" ? keepable(value) : value)));
}

/** Text that both databases can store: without NUL and lone surrogates. */
export function keepable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

/** Reads a stored snapshot; undefined if an older version stored it in another shape. */
export function readSnapshot(kept: unknown): Snapshot | undefined {
  return isSaid(kept) ? kept : undefined;
}

/** Lines that were cited when they were posted, with their sources beside them. */
function isSaid(kept: unknown): kept is Snapshot {
  if (!isRecord(kept) || typeof kept.title !== "string" || !Array.isArray(kept.lines) || !Array.isArray(kept.notes))
    return false;
  if (kept.topics !== undefined && !Array.isArray(kept.topics)) return false;
  return areCited(kept.lines, kept.notes);
}

/** Whether all of these are lines, each with quotes from one of the notes. */
export function areCited(lines: readonly unknown[], notes: readonly unknown[]): boolean {
  const numbers = new Set(notes.map((note: unknown) => (isNote(note) ? note.number : undefined)));
  const isCite = (cite: unknown) =>
    isRecord(cite) &&
    typeof cite.source === "number" &&
    numbers.has(cite.source) &&
    areTexts(cite, ["quote", "before", "after", "at", ...(cite.url === undefined ? [] : ["url"])]);
  return (
    !numbers.has(undefined) &&
    lines.every(
      (line: unknown) =>
        isRecord(line) &&
        typeof line.text === "string" &&
        Array.isArray(line.cites) &&
        line.cites.length > 0 &&
        line.cites.every(isCite),
    )
  );
}

function isNote(note: unknown): note is Note {
  return isRecord(note) && typeof note.number === "number" && areTexts(note, ["source", "title"]);
}

function areTexts(of: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof of[name] === "string");
}
