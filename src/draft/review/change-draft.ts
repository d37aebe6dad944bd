import { type OutlinedCite, type OutlinedStatement, outlineOf, type SectionName } from "#briefing";
import { withLock } from "../publish/lock.ts";
import { outcomeOf } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { swapFile, textOf } from "../publish/swap-file.ts";
import { moved, named, renderDraft, without } from "./draft-text.ts";
import { type Card, cardFor, type DraftLook, lookAtDraft } from "./look-at-draft.ts";

/** What a person does to a draft. `id`: the statement; `at`: its place among all. */
export type Change =
  | { readonly kind: "reword"; readonly id: string; readonly text: string; readonly cites: readonly OutlinedCite[] }
  | { readonly kind: "drop"; readonly id: string }
  | { readonly kind: "up" | "down"; readonly id: string }
  | { readonly kind: "put back"; readonly at: number; readonly statement: OutlinedStatement };

/** How it came out. `card`: the statement as it would be, which was not written because of its errors. */
export type Changed =
  | { readonly kind: "changed"; readonly look: DraftLook; readonly id?: string }
  | { readonly kind: "withheld"; readonly look: DraftLook; readonly card: Card }
  | { readonly kind: "stale"; readonly look: DraftLook }
  | { readonly kind: "refused"; readonly look: DraftLook; readonly why: string };

/**
 * Changes a draft's file in one move, if it still is what the person saw. A wording that would be withheld is not written.
 * @throws Refused where there is no draft any more
 */
export async function changeDraft(folder: string, topic: string, of: string, change: Change): Promise<Changed> {
  const look = await lookAtDraft(folder, topic);
  if (look.of !== of) return { kind: "stale", look };
  if (look.fixed !== undefined) return { kind: "refused", look, why: look.fixed };
  const text = (await textOf(look.draft)) ?? "";
  const outline = outlineOf(text);
  const statements = named(outline?.statements ?? []);
  const one = "id" in change ? statements.find(({ id }) => id === change.id) : undefined;
  if (!outline || ("id" in change && !one)) return { kind: "stale", look };
  const { next, at } = changed(statements, change);
  const rendered = renderDraft(outline.header, next);
  if (change.kind === "reword") {
    const card = await cardFor(folder, topic, outline.header, next, at);
    if (card.errors.length > 0) return { kind: "withheld", look, card };
  }
  if (!isSame(outlineOf(rendered.text)?.statements ?? [], next))
    return {
      kind: "refused",
      look,
      why: "The file would read these words as something else: leave out # * _ < [^ and the like",
    };
  try {
    // Also against a publish, or a change from another process, between the look and the move.
    await withLock(folder, "Somebody on the review page", async () => {
      await swapFile({ file: look.draft, before: text, after: rendered.text }, async () => {});
    });
  } catch (error) {
    if (error instanceof Refused && (await lookAtDraft(folder, topic)).of !== of)
      return { kind: "stale", look: await lookAtDraft(folder, topic) };
    const failed = outcomeOf(error, "changed", undefined);
    return { kind: "refused", look, why: failed.kind === "done" ? "" : failed.why };
  }
  const now = await lookAtDraft(folder, topic);
  const id = named(outlineOf(rendered.text)?.statements ?? [])[at]?.id;
  return { kind: "changed", look: now, ...(id !== undefined && change.kind !== "drop" && { id }) };
}

/**
 * A statement as it would be with these words and quotes, checked; nothing is written. Undefined: it is not there any more.
 * @throws Refused where there is no draft any more
 */
export async function tryWording(
  folder: string,
  topic: string,
  change: Extract<Change, { kind: "reword" }>,
): Promise<Card | undefined> {
  const { draft } = await lookAtDraft(folder, topic);
  const outline = outlineOf((await textOf(draft)) ?? "");
  const statements = named(outline?.statements ?? []);
  if (!outline || !statements.some(({ id }) => id === change.id)) return undefined;
  const { next, at } = changed(statements, change);
  return cardFor(folder, topic, outline.header, next, at);
}

type Next = { readonly next: readonly OutlinedStatement[]; readonly at: number };

function changed(statements: ReturnType<typeof named>, change: Change): Next {
  if (change.kind === "drop") return { next: without(statements, change.id), at: -1 };
  if (change.kind === "put back") {
    const at = Math.max(0, Math.min(change.at, statements.length));
    return inOrder(statements.toSpliced(at, 0, { ...change.statement, id: "" }), change.statement);
  }
  const { id } = change;
  if (change.kind !== "reword") {
    const next = moved(statements, id, change.kind);
    return { next, at: next.findIndex((one) => "id" in one && one.id === id) };
  }
  const at = statements.findIndex((one) => one.id === id);
  const section = statements[at]?.section ?? "happening";
  const cites = change.cites.filter(({ quote }) => quote.trim() !== "").map(tidy);
  return { next: statements.toSpliced(at, 1, { id, section, text: oneLine(change.text), cites }), at };
}

/** Statements as the file has them: section by section. */
function inOrder(statements: readonly OutlinedStatement[], one: OutlinedStatement): Next {
  const order: readonly SectionName[] = ["happening", "important", "next", "differ"];
  const next = order.flatMap((name) => statements.filter(({ section }) => section === name));
  return { next, at: next.findIndex(({ text }) => text === one.text) };
}

function tidy({ source, quote }: OutlinedCite): OutlinedCite {
  return { source: source.trim(), quote: oneLine(quote) };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function isSame(read: readonly OutlinedStatement[], meant: readonly OutlinedStatement[]): boolean {
  const bare = (all: readonly OutlinedStatement[]) =>
    JSON.stringify(all.map(({ section, text, cites }) => [section, text, cites.map((one) => [one.source, one.quote])]));
  return bare(read) === bare(inOrder(meant, { section: "differ", text: "", cites: [] }).next);
}
