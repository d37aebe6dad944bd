import { parseAst } from "vitest/node";
import { changesOf } from "./changes.ts";
import type { Change, Node } from "./syntax.ts";

/** One small fault: `now` in the place of the text from `start` to `end` (UTF-16 units). */
export type Fault = Change & { readonly line: number; readonly column: number; readonly was: string };

/**
 * Every small fault that can be planted in a TypeScript file, in the order of the text. Types are left alone, and so are
 * debug lines of the log.
 * @example faultsOf("export const isOld = (age: number) => age > 3;")[0] // { line: 1, column: 43, was: ">", now: ">=", … }
 */
export function faultsOf(text: string): Fault[] {
  const changes = new Map<string, Change>();
  const visit = (node: Node, parents: readonly Node[]): void => {
    for (const change of changesOf(node, parents, text))
      if (text.slice(change.start, change.end) !== change.now)
        changes.set(`${change.start}-${change.end}-${change.now}`, change);
    for (const child of childrenOf(node)) if (!isLeftAlone(child, text)) visit(child, [node, ...parents]);
  };
  visit(parseAst(text, { lang: "ts" }) as unknown as Node, []);
  const lines = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return [...changes.values()]
    .sort((a, b) => a.start - b.start || a.end - b.end)
    .map((change) => {
      const line = lines.findLastIndex((start) => start <= change.start);
      const column = change.start - (lines[line] ?? 0) + 1;
      return { ...change, line: line + 1, column, was: text.slice(change.start, change.end) };
    });
}

/** The text with the fault in it. */
export function plant(text: string, { start, end, now }: Change): string {
  return text.slice(0, start) + now + text.slice(end);
}

/** So many of them, the same ones for the same seed. */
export function sample<T>(all: readonly T[], most: number, seed: number): T[] {
  const ranked = all.map((one, index) => ({ one, index, rank: scatter(index, seed) }));
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, most);
  return chosen.sort((a, b) => a.index - b.index).map(({ one }) => one);
}

/** A number that looks random (MurmurHash3's last step). */
function scatter(index: number, seed: number): number {
  let hash = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(seed + 1, 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** These hold code besides a type. */
const TYPED = ["TSAsExpression", "TSNonNullExpression", "TSSatisfiesExpression"];

function isLeftAlone({ type, start, end }: Node, text: string): boolean {
  if (type.startsWith("TS")) return !TYPED.includes(type);
  if (type === "ImportDeclaration" || type === "ExportAllDeclaration") return true;
  return type === "ExpressionStatement" && /^[\w.]*\blog\.debug\b/.test(text.slice(start, end));
}

function childrenOf(node: Node): Node[] {
  return Object.values(node)
    .flat()
    .filter(
      (value): value is Node => typeof value === "object" && value !== null && "type" in value && "start" in value,
    );
}
