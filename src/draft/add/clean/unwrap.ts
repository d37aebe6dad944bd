import type { Mended } from "./letters.ts";
import { openLineJoiner } from "./line-joiner.ts";
import { goesOn, removeMarksBetween, removePageMarks } from "./page-marks.ts";

const LIST_ITEM = /^\s*(?:[-–•*▪◦‣·o]\s+\S|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s+\S)/;
const ENDED = /[.!?…:;।。！？][\])"”’»]*$/u;
const TABULAR = /\S {3,}\S.* {3,}\S|\t/;
const LEAST_WIDTH = 30;
const MOST_WIDTH = 130;

/** Plain text as people copy it from PDFs and mails: page marks out, hard-wrapped lines put together. Others stay as they are. */
export function unwrap(text: string): Mended & { readonly leftOut: readonly string[] } {
  const { lines, removed } = withoutMarks(text);
  const width = wrappedAt(lines);
  if (width === undefined) return { text: lines.join("\n"), mended: [], leftOut: removed };
  const joiner = openLineJoiner(lines.join("\n"));
  const paragraphs: string[] = [];
  let open: string[] = [];
  let joined = 0;
  const close = () => {
    if (open.length > 1) joined += open.length - 1;
    if (open.length > 0) paragraphs.push(joiner.join(open));
    open = [];
  };
  let isTable = false;
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") {
      close();
      isTable = false;
      continue;
    }
    if (TABULAR.test(line)) {
      close();
      if (isTable) paragraphs.push(`${paragraphs.pop()}\n${line.trimEnd()}`);
      else paragraphs.push(line.trimEnd());
      isTable = true;
      continue;
    }
    isTable = false;
    const before = lines[at - 1];
    if (open.length > 0 && before !== undefined && isBreak(before, line, width)) close();
    open.push(line);
  }
  close();
  const said = joined === 0 ? [] : [`${joined === 1 ? "1 hard-wrapped line" : `${joined} hard-wrapped lines`} joined`];
  return { text: paragraphs.join("\n\n"), mended: [...said, ...joiner.mended()], leftOut: removed };
}

function withoutMarks(text: string): { lines: readonly string[]; removed: readonly string[] } {
  const pages = text.split("\f").map((page) => page.split("\n"));
  if (pages.length < 2) return removeMarksBetween(pages[0] ?? []);
  const { pages: kept, removed } = removePageMarks(pages, { wordsOf: (line) => line });
  const lines: string[] = [];
  for (const page of kept) {
    const from = page.findIndex((line) => line.trim() !== "");
    if (from === -1) continue;
    while (lines.length > 0 && lines.at(-1)?.trim() === "") lines.pop();
    const last = lines.at(-1);
    if (last !== undefined && !goesOn(last, page[from] ?? "")) lines.push("");
    lines.push(...page.slice(from));
  }
  return { lines, removed };
}

/** The width at which a text is wrapped; undefined where its line ends are its own. */
function wrappedAt(lines: readonly string[]): number | undefined {
  const lengths = lines
    .map((line) => line.trimEnd().length)
    .filter((length) => length > 0)
    .sort((a, b) => a - b);
  const width = lengths[Math.floor((lengths.length - 1) * 0.95)] ?? 0;
  if (width < LEAST_WIDTH || width > MOST_WIDTH) return undefined;
  const inner = [...lines.keys()].filter((at) => isFilled(lines[at]) && isFilled(lines[at + 1]));
  if (inner.length < 3) return undefined;
  const full = inner.filter((at) => isFull(lines[at] ?? "", lines[at + 1] ?? "", width));
  const running = full.filter(
    (at) => !ENDED.test((lines[at] ?? "").trimEnd()) && /^\s*[^\p{Lu}\s]/u.test(lines[at + 1] ?? ""),
  );
  return full.length >= inner.length / 2 && running.length >= full.length * 0.3 ? width : undefined;
}

function isFilled(line: string | undefined): boolean {
  return line !== undefined && line.trim() !== "";
}

/** Whether the next line's first word found no room in this one. */
function isFull(line: string, next: string, width: number): boolean {
  const word = /^\S+/.exec(next.trim())?.[0].length ?? 0;
  return line.trimEnd().length + 1 + word > width * 0.9;
}

function isBreak(line: string, next: string, width: number): boolean {
  if (LIST_ITEM.test(next)) return true;
  if (indentOf(next) >= indentOf(line) + 2 && !LIST_ITEM.test(line) && ENDED.test(line.trimEnd())) return true;
  if (isFull(line, next, width) || /^\s*\p{Ll}/u.test(next)) return false;
  return ENDED.test(line.trimEnd()) || line.trimEnd().length < width * 0.7;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
