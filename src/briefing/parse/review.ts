import { createHash } from "node:crypto";
import { z } from "zod";
import type { Source } from "../content/source.ts";
import type { DeclaredChange } from "../content/upkeep.ts";
import { splitFrontMatter } from "./front-matter.ts";
import { textField } from "./header-fields.ts";

const SHAPE = z.strictObject({
  by: textField(75, "by"),
  at: z.iso.datetime(),
  of: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What the header says of a review; `of` is the hash of exactly what was reviewed. */
export type Reviewed = Readonly<z.output<typeof SHAPE>>;

/** The header's `reviewed`, and `checked`, which has the same form. */
export const reviewed = lookField("reviewed", "npm run publish");
export const checked = lookField("checked", "npm run publish with --still-true");

function lookField(name: string, writer: string) {
  return z.unknown().transform((value, context): Reviewed => {
    const read = SHAPE.safeParse(value);
    if (read.success) return read.data;
    const message = `“${name}” is what ${writer} writes: put back what stood there, or take it out`;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

/** A source that a briefing cites; without a version where it is not there. */
export type Cited = Pick<Source, "id"> & { readonly version?: string };

/** The sources that footnotes name, each once. */
export function citedBy(
  footnotes: ReadonlyMap<string, { readonly source: string }>,
  find: (id: string) => Source | undefined,
): readonly Cited[] {
  const ids = new Set([...footnotes.values()].map(({ source }) => source));
  return [...ids].map((id) => find(id) ?? { id });
}

/**
 * The hash of a briefing file and of the sources it cites, without who reviewed or checked it, what its last change
 * was, and how lines end.
 */
export function hashOfReviewed(text: string, cited: readonly Cited[]): string {
  const sources = cited
    .map(({ id, version }) => [id, version ?? null])
    .sort(([a], [b]) => ((a ?? "") < (b ?? "") ? -1 : 1));
  return createHash("sha256")
    .update(JSON.stringify([withoutKeys(text, ["reviewed", "checked", "change"]), sources]))
    .digest("hex");
}

/** The file as it is published: with its review, and no longer marked as drafted by a machine. */
export function withReview(text: string, by: string, at: string, cited: readonly Cited[]): string {
  const bare = withoutKeys(text, ["reviewed", "checked", "drafted"]);
  return withLine(bare, "reviewed", { by, at, of: hashOfReviewed(bare, cited) });
}

/** The file as somebody found it still true. */
export function withCheck(text: string, by: string, at: string, cited: readonly Cited[]): string {
  const bare = withoutKeys(text, ["checked"]);
  return withLine(bare, "checked", { by, at, of: hashOfReviewed(bare, cited) });
}

/** The file with what its last change was. */
export function withChange(text: string, change: NewChange, cited: readonly Cited[]): string {
  const { kind, why, hideOld, urgent, broadcast } = change;
  const bare = withoutKeys(text, ["change"]);
  const flags = {
    ...(hideOld && { hideOld: "yes" }),
    ...(urgent && { urgent: "yes" }),
    ...(broadcast && { broadcast: "yes" }),
  };
  return withLine(bare, "change", { kind, why, ...flags, of: hashOfReviewed(bare, cited) });
}

/** The file as withdrawn: its words stay for whoever corrects them. */
export function withWithdrawal(text: string, why: string, cited: readonly Cited[]): string {
  const bare = lineAdded(withoutKeys(text, ["withdrawn", "change"]), "withdrawn: true");
  return withChange(bare, { kind: "withdrawal", why }, cited);
}

/** The file without what `withWithdrawal` wrote. */
export function withoutWithdrawal(text: string): string {
  return withoutKeys(text, ["withdrawn", "change"]);
}

/** A change as it is to be written. */
export type NewChange = Pick<DeclaredChange, "kind" | "why" | "hideOld" | "urgent" | "broadcast">;

/** A key more, as the last line of the header. */
function withLine(text: string, key: string, named: Readonly<Record<string, string>>): string {
  const values = Object.entries(named).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return lineAdded(text, `${key}: { ${values.join(", ")} }`);
}

function lineAdded(text: string, line: string): string {
  const lines = text.split("\n");
  const end = lines.findIndex((one, index) => index > 0 && CLOSING.test(one));
  return lines.toSpliced(end, 0, line).join("\n");
}

const CLOSING = /^---[ \t]*$/;

/** Without these keys of the header and the indented lines below each. What is written in another way stays, and counts. */
function withoutKeys(content: string, keys: readonly string[]): string {
  const text = content.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  const split = splitFrontMatter(text);
  if (!split) return text;
  const key = new RegExp(`^(?:${keys.join("|")})[ \\t]*:(?=\\s|$)`);
  let isLeftOut = false;
  const kept = split.header.split("\n").filter((line) => {
    isLeftOut = key.test(line) || (isLeftOut && /^[ \t]+\S/.test(line));
    return !isLeftOut;
  });
  const head = text.slice(0, text.indexOf("\n") + 1);
  return head + kept.join("\n") + text.slice(head.length + split.header.length);
}
