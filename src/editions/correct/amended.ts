import type { Source } from "#briefing";
import { type Block, type Line, prefixed, type Reply, unprefixed } from "#chat";
import { type Frame, fingerprintsOf, type Wording } from "#schedule";
import type { Mended } from "./corrected-statements.ts";
import type { Numbering, ResumeNumbering } from "./numbering.ts";

export type Amending = {
  readonly wording: Wording;
  readonly frame: Frame;
  /** Corrected statements that the post may have made. */
  readonly mended: readonly Mended[];
  readonly source: (id: string) => Source | undefined;
  readonly resumeNumbering: ResumeNumbering;
  /** A day in the place's zone, in words: `26 Nov`. */
  readonly sayDay: (atMs: number) => string;
};

/** The amended post: first what was corrected, then the rest. Undefined if it made none of the corrected statements. */
export function amendedReply({ wording, frame, mended, source, resumeNumbering, sayDay }: Amending): Reply | undefined {
  const { title, blocks, notes, ...rest } = wording;
  const said = (line: Line) => fingerprintsOf(line, notes);
  const found = new Map<Mended, Line>();
  for (const line of linesIn(blocks)) {
    const one = mended.find(({ old }) => said(line).some((fingerprint) => old.has(fingerprint)));
    if (one && !found.has(one)) found.set(one, line);
  }
  if (found.size === 0) return undefined;
  const isMended = (line: Line) => mended.some(({ old }) => said(line).some((fingerprint) => old.has(fingerprint)));
  const numbering = resumeNumbering(notes);
  const latest = [...found].sort(([a], [b]) => b.atMs - a.atMs || b.edition - a.edition);
  const told = [...new Set(latest.map(([one]) => sayWhy(one, sayDay)))].map(notice);
  const lines = latest.flatMap(([one, line]) => linesOf(one, line, numbering, source));
  const body = withoutEmpty(blocks.map((block) => without(block, isMended)));
  const all: Block[] = [
    ...told,
    ...(lines.length > 0 ? [{ kind: "lines", lines, whole: true } as const] : []),
    ...frame.opening,
    ...body,
  ];
  const cited = new Set(linesIn(all).flatMap(({ cites }) => cites.map(({ source }) => source)));
  return {
    ...rest,
    outcome: "answered",
    title,
    blocks: all,
    notes: numbering.notes().filter(({ number }) => cited.has(number)),
    actions: frame.actions,
    ...(frame.sharedBy && { sharedBy: frame.sharedBy }),
  };
}

/** The original post again, after its story was withdrawn by mistake. */
export function restoredReply(
  { wording, frame, sayDay }: Pick<Amending, "wording" | "frame" | "sayDay">,
  atMs: number,
): Reply {
  const text = `Withdrawn by mistake, and back since ${sayDay(atMs)}.`;
  const { blocks, ...rest } = wording;
  return {
    ...rest,
    outcome: "answered",
    blocks: [notice(text), ...frame.opening, ...blocks],
    actions: frame.actions,
    ...(frame.sharedBy && { sharedBy: frame.sharedBy }),
  };
}

/** Replaces a post whose words may no longer be repeated in its place. */
export function hiddenReply(latest: Pick<Mended, "kind" | "atMs">, sayDay: (atMs: number) => string): Reply {
  const text = `${sayKind(latest.kind)} ${sayDay(latest.atMs)}. What stood here is no longer shown in this channel.`;
  return { outcome: "answered", title: sayKind(latest.kind), blocks: [notice(text)], notes: [], actions: [] };
}

/** The reply under a post that notifies a channel of a correction. */
export function noticeReply(
  title: string,
  mended: readonly Mended[],
  sayDay: (atMs: number) => string,
): Reply | undefined {
  const [first] = mended;
  if (!first) return undefined;
  const [count, were, it] =
    mended.length === 1 ? ["One statement", "was", "it"] : [`${mended.length} statements`, "were", "them"];
  const text =
    first.kind === "withdrawal"
      ? `${count} in posts here ${were} withdrawn; the posts no longer show ${it}.`
      : `${count} in posts here ${were} corrected; the posts say what is right.`;
  return {
    outcome: "answered",
    title,
    blocks: [notice(sayWhy(first, sayDay)), notice(text)],
    notes: [],
    actions: [
      { label: "What changed", ask: { command: "whats-changed", options: { topic: first.topic } }, shown: "reply" },
    ],
  };
}

function sayWhy({ kind, why, atMs }: Mended, sayDay: (atMs: number) => string): string {
  return `${sayKind(kind)} ${sayDay(atMs)}${why === undefined ? "" : `: ${why}`}`;
}

function sayKind(kind: Mended["kind"]): string {
  return kind === "withdrawal" ? "Withdrawn" : "Corrected";
}

/** The old words and the new ones; old words that were taken back are not repeated. */
function linesOf({ hidesOld, now }: Mended, line: Line, numbering: Numbering, source: Amending["source"]): Line[] {
  const own = unprefixed(line);
  const was = hidesOld || now?.text === own.text ? [] : [prefixed("Was: ", own)];
  return now ? [...was, numbering.kept("Now: ", now, source)] : was;
}

function linesIn(blocks: readonly Block[]): readonly Line[] {
  return blocks.flatMap((block) => (block.kind === "lines" || block.kind === "quotes" ? block.lines : []));
}

function without(block: Block, isGone: (line: Line) => boolean): Block {
  if (block.kind !== "lines" && block.kind !== "quotes") return block;
  return { ...block, lines: block.lines.filter((line) => !isGone(line)) };
}

/** Removes lists without lines, and headings that nothing follows. */
function withoutEmpty(blocks: readonly Block[]): Block[] {
  const full = blocks.filter((block) => (block.kind !== "lines" && block.kind !== "quotes") || block.lines.length > 0);
  return full.filter((block, index) => {
    if (block.kind !== "heading") return true;
    const next = full[index + 1];
    return next !== undefined && !(next.kind === "heading" && (block.level === "section" || next.level === "topic"));
  });
}

function notice(text: string): Block {
  return { kind: "notice", tone: "info", text };
}
