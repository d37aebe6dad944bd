import type { Stub } from "./ask.ts";
import type { Action, Block, Line, Note, Reply } from "./reply.ts";
import { fitsToken } from "./token.ts";

/**
 * A reply as much of which is kept as `fits` allows. Only whole points go, from the end, each with its notes; how many
 * are left out is said, and a button leads on to them. Nothing is cut inside a point or parted from its notes.
 */
export function fit(reply: Reply, fits: (reply: Reply) => boolean): Reply {
  if (fits(reply)) return reply;
  let least = 0;
  let most = pointsIn(reply);
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (fits(cut(reply, middle))) least = middle;
    else most = middle - 1;
  }
  return cut(reply, least);
}

/** A reply without its first points: what the button under a cut reply asks for. */
export function skip(reply: Reply, points: number): Reply {
  return points > 0 ? slice(reply, points, pointsIn(reply)) : reply;
}

/** How many points a reply makes: lines, list items, commands and notices. */
export function pointsIn({ blocks }: Reply): number {
  return blocks.reduce((sum, block) => sum + sizeOf(block), 0);
}

function cut(reply: Reply, points: number): Reply {
  const left = pointsIn(reply) - points;
  if (left === 0) return reply;
  const kept = slice(reply, 0, points);
  const text = left === 1 ? "1 more point" : `${left} more points`;
  const more = moreOf(reply.answers, points);
  return {
    ...kept,
    blocks: [...kept.blocks, { kind: "notice", tone: "info", text }],
    actions: more
      ? [{ label: `Show ${text}`, ask: more, shown: "reply" } satisfies Action, ...kept.actions]
      : kept.actions,
  };
}

/** The same ask, further on. */
function moreOf(answered: Stub | undefined, points: number): Stub | undefined {
  if (!answered) return undefined;
  const from = Number(answered.options.from ?? 0) + points;
  const more = { ...answered, options: { ...answered.options, from: String(from) } };
  return fitsToken(more) ? more : undefined;
}

function slice(reply: Reply, from: number, to: number): Reply {
  const blocks: Block[] = [];
  let headings: Block[] = [];
  let at = 0;
  for (const block of reply.blocks) {
    if (block.kind === "heading") {
      headings = block.level === "topic" ? [block] : [...headings.filter(isTopic), block];
      continue;
    }
    const size = sizeOf(block);
    const kept = part(block, Math.max(0, from - at), Math.min(size, to - at));
    at += size;
    if (!kept) continue;
    blocks.push(...headings, kept);
    headings = [];
  }
  const cited = new Set(blocks.flatMap(linesOf).flatMap(({ notes }) => notes));
  const notes: readonly Note[] = reply.notes.filter(({ number }) => cited.has(number));
  return { ...reply, blocks, notes };
}

function part(block: Block, from: number, to: number): Block | undefined {
  if (from >= to) return undefined;
  if (block.kind === "lines" || block.kind === "quotes") return { ...block, lines: block.lines.slice(from, to) };
  if (block.kind === "list") return { ...block, items: block.items.slice(from, to) };
  if (block.kind === "commands") return { ...block, specs: block.specs.slice(from, to) };
  return block;
}

function sizeOf(block: Block): number {
  if (block.kind === "heading") return 0;
  if (block.kind === "list") return block.items.length;
  if (block.kind === "commands") return block.specs.length;
  return block.kind === "notice" ? 1 : block.lines.length;
}

function linesOf(block: Block): readonly Line[] {
  return block.kind === "lines" || block.kind === "quotes" ? block.lines : [];
}

function isTopic(block: Block): boolean {
  return block.kind === "heading" && block.level === "topic";
}
