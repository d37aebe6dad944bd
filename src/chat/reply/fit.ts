import type { Stub } from "../ask/ask.ts";
import { fitsToken } from "../ask/token.ts";
import type { Action, Block, Line, Note, Reply } from "./reply.ts";

/**
 * Shortens a reply until `fits` allows it. Only whole points are dropped, from the end, with their sources; the reply
 * says how many, and a button leads to them. No point is cut or separated from its sources.
 *
 * @example
 * const short = fit(reply, (shorter) => JSON.stringify(toMessage(shorter)).length <= 2_000);
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
  return least > 0 || pointsIn(reply) === 0 ? cut(reply, least) : passOver(reply, fits);
}

/** Whether a fitted reply had no room even for its first point; another surface of the platform may have. */
export function isPassedOver({ blocks }: Reply): boolean {
  return blocks.some((block) => block.kind === "notice" && (block.text === WITHOUT_QUOTES || block.text === LEFT_OUT));
}

const WITHOUT_QUOTES = "The quotes behind this point are too long to be shown here.";
const LEFT_OUT = "1 point is too long to be shown here.";

/** A reply without its first points: what the button under a cut reply asks for. */
export function skip(reply: Reply, points: number): Reply {
  return points > 0 ? slice(reply, points, pointsIn(reply)) : reply;
}

/** How many points a reply has: lines, list items, commands and notices. */
export function pointsIn({ blocks }: Reply): number {
  return blocks.reduce((sum, block) => sum + sizeOf(block), 0);
}

function cut(reply: Reply, points: number): Reply {
  return pointsIn(reply) === points ? reply : leadOn(slice(reply, 0, points), reply, points);
}

/**
 * The first point alone is too long: shows it without its quotes, or else says that it is left out. Either way the
 * button leads past it.
 */
function passOver(reply: Reply, fits: (reply: Reply) => boolean): Reply {
  const first = slice(reply, 0, 1);
  const without = first.blocks.map(
    (block): Block => (block.kind === "quotes" ? { kind: "lines", lines: block.lines } : block),
  );
  const said = leadOn({ ...first, blocks: [...without, notice(WITHOUT_QUOTES)] }, reply, 1);
  if (without.some(({ kind }) => kind === "lines") && fits(said)) return said;
  return leadOn({ ...slice(reply, 0, 0), blocks: [notice(LEFT_OUT)] }, reply, 1);
}

/** Says how many more points there are, and offers them. */
function leadOn(kept: Reply, reply: Reply, points: number): Reply {
  const left = pointsIn(reply) - points;
  if (left === 0) return kept;
  const text = left === 1 ? "1 more point" : `${left} more points`;
  const more = moreOf(reply.answers, points);
  const show: readonly Action[] = more ? [{ label: `Show ${text}`, ask: more, shown: "reply" }] : [];
  return { ...kept, blocks: [...kept.blocks, notice(text)], actions: [...show, ...kept.actions] };
}

function notice(text: string): Block {
  return { kind: "notice", tone: "info", text };
}

/** The same ask, starting further on. */
function moreOf(answered: Stub | undefined, points: number): Stub | undefined {
  if (!answered) return undefined;
  const from = Number(answered.options.from ?? 0) + points;
  const more = { ...answered, options: { ...answered.options, from: String(from) } };
  return fitsToken(more) ? more : undefined;
}

function slice(reply: Reply, from: number, to: number): Reply {
  return select(reply, (_, __, at) => at >= from && at < to);
}

/**
 * The points of a reply for which `isKept` holds, under their headings and with their sources. `index`: of the point in
 * its block; `at`: of the point in the reply.
 */
export function select(reply: Reply, isKept: (block: Block, index: number, at: number) => boolean): Reply {
  const blocks: Block[] = [];
  let headings: Block[] = [];
  let before = 0;
  for (const block of reply.blocks) {
    if (block.kind === "heading") {
      headings = block.level === "topic" ? [block] : [...headings.filter(isTopic), block];
      continue;
    }
    const kept = Array.from({ length: sizeOf(block) }, (_, index) => isKept(block, index, before + index));
    before += kept.length;
    if (!kept.includes(true)) continue;
    blocks.push(...headings, part(block, kept));
    headings = [];
  }
  const cited = new Set(blocks.flatMap(linesOf).flatMap(({ cites }) => cites.map(({ source }) => source)));
  const notes: readonly Note[] = reply.notes.filter(({ number }) => cited.has(number));
  return { ...reply, blocks, notes };
}

function part(block: Block, kept: readonly boolean[]): Block {
  const of = <T>(points: readonly T[]) => points.filter((_, index) => kept[index]);
  if (block.kind === "lines") return { ...block, lines: of(block.lines) };
  if (block.kind === "list") return { ...block, items: of(block.items) };
  if (block.kind === "commands") return { ...block, specs: of(block.specs) };
  if (block.kind !== "quotes") return block;
  const first = (block.first ?? 1) + kept.indexOf(true);
  return { ...block, lines: of(block.lines), ...(first > 1 && { first }) };
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
