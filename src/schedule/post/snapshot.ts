import type { Line, Note, Reply } from "#chat";

/** What a place received: its statements with their quotes, as they were posted. */
export type Said = {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly notes: readonly Note[];
  /** Of which story and sections: what is said of another is no change of this. */
  readonly of?: string;
  /** The stories that were told. */
  readonly topics?: readonly string[];
  /** Everybody may read it. */
  readonly open?: boolean;
};

/** What of a reply is kept to compare the next one with. */
export function saidIn({ title, blocks, notes }: Reply, more: Required<Pick<Said, "of" | "topics" | "open">>): Said {
  const lines = blocks.flatMap((block) => (block.kind === "lines" ? block.lines : []));
  return {
    title: keepable(title),
    lines: lines.map((line) => ({ ...line, text: keepable(line.text) })),
    notes: notes.map((note) => {
      const { source, title, at, quote, before, after } = note;
      const words = { source: keepable(source), title: keepable(title), at: keepable(at), quote: keepable(quote) };
      return { ...note, ...words, before: keepable(before), after: keepable(after) };
    }),
    ...more,
  };
}

/** Text as both databases keep it: without NUL, and with no half of a pair. */
export function keepable(text: string): string {
  return text.replaceAll("\u0000", "\ufffd").toWellFormed();
}

/** What was kept, as it is read back; undefined for what an older version kept in another shape. */
export function readSaid(kept: unknown): Said | undefined {
  return isSaid(kept) ? kept : undefined;
}

/** Lines that were cited when they were posted, with their notes beside them. */
function isSaid(kept: unknown): kept is Said {
  if (!isRecord(kept) || typeof kept.title !== "string" || !Array.isArray(kept.lines) || !Array.isArray(kept.notes))
    return false;
  if (kept.topics !== undefined && !Array.isArray(kept.topics)) return false;
  const numbers = new Set(kept.notes.map((note: unknown) => (isNote(note) ? note.number : undefined)));
  return (
    !numbers.has(undefined) &&
    kept.lines.every(
      (line: unknown) =>
        isRecord(line) &&
        typeof line.text === "string" &&
        Array.isArray(line.notes) &&
        line.notes.length > 0 &&
        line.notes.every((number: unknown) => typeof number === "number" && numbers.has(number)),
    )
  );
}

function isNote(note: unknown): note is Note {
  return (
    isRecord(note) &&
    typeof note.number === "number" &&
    ["source", "title", "at", "quote", "before", "after"].every((name) => typeof note[name] === "string")
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
