import { isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from "yaml";
import type { z } from "zod";
import { type Position, quoted, type Trouble } from "../content/problem.ts";
import { unformatted } from "./formatting.ts";

/** A file's header and body. `bodyLine` is the line of the file on which the body begins. */
export type Split = { readonly header: string; readonly body: string; readonly bodyLine: number };

/** Splits at the first `---` line after the opening one; undefined if there is no such pair. */
export function splitFrontMatter(text: string): Split | undefined {
  const opening = /^---[ \t]*\n/.exec(text);
  if (!opening) return undefined;
  const closing = /^---[ \t]*(?:\n|$)/m.exec(text.slice(opening[0].length));
  if (!closing) return undefined;
  const header = text.slice(opening[0].length, opening[0].length + closing.index);
  const from = opening[0].length + closing.index + closing[0].length;
  let bodyLine = 3;
  for (let at = header.indexOf("\n"); at !== -1; at = header.indexOf("\n", at + 1)) bodyLine += 1;
  return { header, body: text.slice(from), bodyLine };
}

/** A parsed header: `valid` holds the keys that fit the schema, `problems` the rest. `broken`: it is not a YAML mapping. */
export type Header<T> = {
  readonly valid: Partial<T>;
  /** The position of each key in the header. */
  readonly given: ReadonlyMap<string, Position>;
  readonly problems: readonly Trouble[];
  readonly broken: boolean;
};

/**
 * Reads a header against a strict schema of flat keys. Only plain text and lists of it are read, and names with plain text in
 * `reviewed`, `checked` and `change`: no tags, anchors, aliases or deeper values, so no header can run code or grow when read. A key that doesn't fit
 * is left out and reported.
 */
export function parseHeader<S extends z.ZodObject>(header: string, schema: S): Header<z.output<S>> {
  if (header.length > MOST_IN_HEADER) {
    const message = `the header between the --- lines is longer than ${MOST_IN_HEADER} characters: shorten it`;
    return { valid: {}, given: new Map(), problems: [{ line: 1, column: 1, message }], broken: true };
  }
  const counter = new LineCounter();
  const document = parseDocument(header, {
    lineCounter: counter,
    schema: "core",
    prettyErrors: false,
    stringKeys: true,
  });
  const at = (offset: number): Position => {
    const { line, col } = counter.linePos(offset);
    return { line: line + 1, column: col };
  };
  const problems: Trouble[] = document.errors.map((error) => ({
    ...at(error.pos[0]),
    message: `the header between the --- lines is not valid YAML (${firstLine(error.message)}): write one “key: value” per line, and quote values that contain a colon or #`,
  }));
  const root = document.contents;
  const broken = problems.length > 0 || (root !== null && !isMap(root));
  if (problems.length === 0 && broken) {
    problems.push({
      ...at(0),
      message: "the header between the --- lines must be “key: value” lines, like title: …",
    });
  }
  if (broken) return { valid: {}, given: new Map(), problems, broken };
  const values: Record<string, unknown> = Object.create(null);
  const positions = new Map<string, Position>();
  for (const { key, value } of isMap(root) ? root.items : []) {
    if (!isScalar(key)) continue;
    const name = seenOf(String(key.value));
    const position = at(key.range?.[0] ?? 0);
    positions.set(name, position);
    const read = NAMED.has(name) && isMap(value) ? readNamed(value) : readValue(value);
    const wrong = read.kind === "refused" ? read.message : lossIn(value, header);
    if (wrong !== undefined) problems.push({ ...position, message: `“${name}” ${wrong}` });
    if (wrong !== undefined || read.kind === "refused") continue;
    const { taken, told } = LABELS.has(name)
      ? readLabel(read.value)
      : { taken: withoutUnseen(name, read.value), told: [] };
    problems.push(...told.map((trouble) => ({ ...trouble, ...position, message: `“${name}”: ${trouble.message}` })));
    if (taken !== undefined) values[name] = taken;
  }
  const given = positions;
  const result = schema.safeParse(values);
  if (result.success) return { valid: result.data as Partial<z.output<S>>, given, problems, broken };
  const wrong = new Set<string>();
  for (const issue of result.error.issues) {
    const names = issue.code === "unrecognized_keys" ? issue.keys : [String(issue.path[0] ?? "")];
    for (const name of names) {
      if (wrong.has(name) || (given.has(name) && !(name in values))) continue;
      wrong.add(name);
      const known = Object.keys(schema.shape).join(", ");
      const message =
        issue.code === "unrecognized_keys" ? `unknown key “${name}”: known keys are ${known}` : issue.message;
      problems.push({ ...(positions.get(name) ?? { line: 1, column: 1 }), message });
    }
  }
  const kept = Object.entries(values).filter(([name]) => !wrong.has(name));
  const valid = schema.partial().parse(Object.fromEntries(kept)) as Partial<z.output<S>>;
  return { valid, given, problems, broken };
}

/** Parsing YAML is quadratic in the number of keys, and a header has few. */
const MOST_IN_HEADER = 8192;

type Read = { kind: "value"; value: unknown } | { kind: "refused"; message: string };

const REFUSED: Read = {
  kind: "refused",
  message: "uses a YAML tag, anchor or alias or a nested value: write plain words, or a list like [a, b]",
};

function readValue(node: unknown): Read {
  if (node === null) return { kind: "value", value: "" };
  if (isScalar(node)) {
    if (node.anchor || node.tag) return REFUSED;
    return { kind: "value", value: scalarValue(node) };
  }
  if (isSeq(node) && !node.anchor && !node.tag) {
    const items: unknown[] = [];
    for (const item of node.items) {
      if (!isScalar(item) || item.anchor || item.tag) return REFUSED;
      items.push(scalarValue(item));
    }
    return { kind: "value", value: items };
  }
  return REFUSED;
}

/** Keys whose values are names with plain words. */
const NAMED: ReadonlySet<string> = new Set(["reviewed", "checked", "change"]);

function readNamed(map: YAMLMap): Read {
  const values: Record<string, unknown> = Object.create(null);
  if (map.anchor || map.tag) return REFUSED;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || !isScalar(value) || [key, value].some(({ anchor, tag }) => anchor || tag)) return REFUSED;
    const name = seenOf(String(key.value));
    values[name] = withoutUnseen(name, scalarValue(value));
  }
  return { kind: "value", value: values };
}

/**
 * Words of a value that YAML reads as a comment: a value that loses some is not used. After a value that isn't text, and
 * after a closing quotation mark, a comment is intended.
 */
function lossIn(value: unknown, header: string): string | undefined {
  const scalars = isSeq(value) ? value.items : isMap(value) ? value.items.map((item) => item.value) : [value];
  for (const scalar of scalars) {
    if (!isScalar(scalar) || scalar.type !== "PLAIN" || !scalar.range || NO_WORDS.test(String(scalar.value))) continue;
    const comment =
      /^[ \t]+(#.*\S)/.exec(header.slice(scalar.range[1]))?.[1] ??
      (scalar.value === null ? leading(header, scalar.range[1]) : undefined);
    if (comment !== undefined)
      return `loses ${quoted(comment, 60)}, which YAML reads as a comment: quote the value, or put the comment on its own line`;
  }
  return undefined;
}

/** A value that begins with `#` is all comment. */
function leading(header: string, at: number): string | undefined {
  return /^[ \t]*(#\S.*)/.exec(header.slice(at))?.[1];
}

const NO_WORDS = /^(?:everyone|true|false|\d{4}-\d{2}-\d{2}|[a-z]+:(?!\/\/)\S+)$/i;

/** Keys whose values people see. */
const LABELS: ReadonlySet<string> = new Set(["title", "publisher", "author"]);

/** A label without the formatting that chat would show raw; undefined if it is not used. */
function readLabel(value: unknown): { taken: unknown; told: readonly Omit<Trouble, keyof Position>[] } {
  if (typeof value !== "string") return { taken: value, told: [] };
  const { text, warnings, problem } = unformatted(value);
  const told = warnings.map(({ message }) => ({ severity: "warning", message }) as const);
  return problem ? { taken: undefined, told: [...told, problem] } : { taken: text, told };
}

/** Names are compared without invisible characters. */
function withoutUnseen(name: string, value: unknown): unknown {
  if (name === "aliases") return value;
  if (Array.isArray(value)) return value.map((item) => withoutUnseen(name, item));
  return typeof value === "string" ? seenOf(value) : value;
}

/** A key or an id without invisible characters. */
function seenOf(text: string): string {
  return text.replace(/[\p{DI}\p{Cf}]/gu, "");
}

/** A key without a value is empty text. Numbers stay as written: a title may be “1984”, an alias “2026”. */
function scalarValue({ value, source }: { value: unknown; source?: string | undefined }): unknown {
  if (value === null) return source ?? "";
  return typeof value === "number" || typeof value === "bigint" ? (source ?? String(value)) : value;
}

function firstLine(message: string): string {
  return message.split("\n")[0]?.replace(/[.:]$/, "") ?? message;
}
