import { createHash } from "node:crypto";
import { type Action, type Asker, type Block, type Line, type Note, type Reply, recited, unprefixed } from "#chat";
import { fingerprintOf } from "./match.ts";
import { areCited, keepableIn } from "./snapshot.ts";

/** The exact words of a post as they are stored: without what only that post has. */
export type Wording = Pick<Reply, "title" | "asOf" | "changedAt" | "edition" | "answers" | "blocks" | "notes">;

/** What one post has besides its words: the blocks before them, its buttons, and who shared it. */
export type Frame = {
  readonly opening: readonly Block[];
  readonly actions: readonly Action[];
  readonly sharedBy?: Asker;
};

/** Words to store, under a key that all posts of the same words share. `said`: the fingerprints of their statements. */
export type KeptWording = {
  readonly key: string;
  readonly said: readonly string[];
  readonly reply: Wording;
  readonly frame: Frame;
};

/**
 * What is stored of a post; `opening`: how many of its first blocks are its own. Undefined if it makes no statement.
 */
export function wordingOf(reply: Reply, opening = 0): KeptWording | undefined {
  const { title, asOf, changedAt, edition, answers, notes, actions, sharedBy } = reply;
  const blocks = reply.blocks.slice(opening).map(short);
  const said = new Set(
    blocks
      .flatMap((block) => (block.kind === "lines" || block.kind === "quotes" ? block.lines : []))
      .flatMap((line) => fingerprintsOf(line, notes)),
  );
  if (said.size === 0) return undefined;
  const dates = { ...(asOf !== undefined && { asOf }), ...(changedAt !== undefined && { changedAt }) };
  const words = {
    title,
    ...dates,
    ...(edition !== undefined && { edition }),
    ...(answers && { answers }),
    blocks,
    notes,
  };
  const kept = keepableIn<Wording>(words);
  const key = createHash("sha256").update(JSON.stringify(kept)).digest("hex").slice(0, 32);
  const frame = { opening: reply.blocks.slice(0, opening), actions, ...(sharedBy && { sharedBy }) };
  return { key, said: [...said], reply: kept, frame: keepableIn(frame) };
}

/** The fingerprints of a line's statement: also of what follows words like “Was: ”. */
export function fingerprintsOf(line: Line, notes: readonly Note[]): string[] {
  const { text, cites } = line;
  const quotes = cites.map(({ source, quote }) => {
    return JSON.stringify([notes.find(({ number }) => number === source)?.source, quote]);
  });
  return [...new Set([text, unprefixed(line).text])].map((text) => fingerprintOf({ text, quotes }));
}

/** Reads kept words back; undefined if another version kept them in another form. */
export function readWording(kept: unknown): Wording | undefined {
  return isWording(kept) ? kept : undefined;
}

/** Reads a stored frame back; empty if its form is unknown. */
export function readFrame(kept: unknown): Frame {
  return isFrame(kept) ? kept : { opening: [], actions: [] };
}

function isWording(kept: unknown): kept is Wording {
  if (typeof kept !== "object" || kept === null || !("title" in kept) || typeof kept.title !== "string") return false;
  if (!("blocks" in kept) || !Array.isArray(kept.blocks) || !("notes" in kept) || !Array.isArray(kept.notes))
    return false;
  const lines = kept.blocks.flatMap((block: { kind?: unknown; lines?: unknown }) =>
    block.kind === "lines" || block.kind === "quotes" ? block.lines : [],
  );
  return areCited(lines, kept.notes);
}

function isFrame(kept: unknown): kept is Frame {
  return (
    typeof kept === "object" &&
    kept !== null &&
    "opening" in kept &&
    Array.isArray(kept.opening) &&
    "actions" in kept &&
    Array.isArray(kept.actions)
  );
}

/** Without the context of quotes, which isn't part of what a post says. */
function short(block: Block): Block {
  if (block.kind !== "lines" && block.kind !== "quotes") return block;
  const bare = (line: Line) => recited(line, (cite) => ({ ...cite, before: "", after: "" }));
  return { ...block, lines: block.lines.map(bare) };
}
