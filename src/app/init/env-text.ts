import { parse } from "dotenv";
import type { Given } from "#chat";
import { isSecret } from "../settings/secret-files.ts";

/** A change of one line; `before` is empty where the line is new. */
export type LineChange = { readonly before: string; readonly after: string };

/** The text of `.env` with new values, and which lines changed. Everything else stays the same. */
export type EnvChange = { readonly text: string; readonly lines: readonly LineChange[] };

/** A `.env` that can't be changed without changing more than was asked for. */
export class EnvNotChangeable extends Error {}

/**
 * Sets values in the text of a `.env`: in the setting's last line, which is the one that counts, or at the end.
 * @throws EnvNotChangeable with what to do
 */
export function withValues(text: string, values: Given): EnvChange {
  const before = parse(text);
  const lines: LineChange[] = [];
  let changed = text;
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || before[name] === value) continue;
    const [next, line] = withValue(changed, name, value);
    const read = parse(next);
    const expected = { ...parse(changed), [name]: value };
    // Compare what dotenv reads, since that is what counts, however the file is written.
    const names = new Set([...Object.keys(read), ...Object.keys(expected)]);
    if ([...names].some((other) => read[other] !== expected[other as keyof typeof expected]))
      throw new EnvNotChangeable(`.env: change ${name} by hand; its line cannot be changed without changing others`);
    changed = next;
    lines.push(line);
  }
  return { text: changed, lines };
}

function withValue(text: string, name: string, value: string): readonly [string, LineChange] {
  const line = new RegExp(`^([ \\t]*(?:export[ \\t]+)?${name}(?:[ \\t]*=|:[ \\t]))([^\\r\\n]*)$`, "gm");
  const found = [...text.matchAll(line)].at(-1);
  if (!found) {
    const end = text.includes("\r\n") ? "\r\n" : "\n";
    const gap = text === "" || text.endsWith("\n") ? "" : end;
    const after = `${name}=${quoted(value)}`;
    return [`${text}${gap}${after}${end}`, { before: "", after }];
  }
  const [before, head = "", rest = ""] = found;
  const after = head + quoted(value) + (COMMENT.exec(rest)?.[1] ?? "");
  return [text.slice(0, found.index) + after + text.slice(found.index + before.length), { before, after }];
}

/** A comment after a value, quoted or not. */
const COMMENT = /^(?:[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)|[^#"'`]*?)([ \t]+#.*)$/;

function quoted(value: string): string {
  if (/^[\w./:@,+=-]*$/.test(value)) return value;
  const mark = ["'", '"', "`"].find((one) => !value.includes(one)) ?? "'";
  return mark + value + mark;
}

/** The changes as a diff for people; secrets are masked. */
export function showChanges(lines: readonly LineChange[]): string {
  return lines
    .flatMap(({ before, after }) => [...(before === "" ? [] : [`- ${masked(before)}`]), `+ ${masked(after)}`])
    .join("\n");
}

/** A line without its secret, and without the comment after it, which may contain one. */
function masked(line: string): string {
  const [, name = ""] = /^[ \t]*(?:export[ \t]+)?(\w+)/.exec(line) ?? [];
  const value = parse(line)[name] ?? "";
  const shown = value === "" ? "" : isSecret(name) ? "••••••••" : value;
  return `${name}=${shown}`;
}
