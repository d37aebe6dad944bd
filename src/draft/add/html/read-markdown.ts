import { marked, type Token, type Tokens } from "marked";
import { parse } from "yaml";
import { dayIn } from "../document/days.ts";
import type { FactName, Facts } from "../document/document.ts";
import { cleanAddress } from "../document/web-address.ts";
import { readFragment, type Words } from "./read-html.ts";

/** The words of Markdown without its marks, and what its header says of it. */
export function readMarkdown(source: string): Words {
  const text = source.replaceAll("\r\n", "\n");
  const [whole = "", header = ""] = /^---[ \t]*\n([\s\S]{0,8192}?)\n?^(?:---|\.\.\.)[ \t]*(?:\n|$)/m.exec(text) ?? [];
  const facts = text.startsWith(whole) && whole !== "" ? headerFacts(header) : undefined;
  const body = facts ? text.slice(whole.length) : text;
  const tokens = marked.lexer(body, { gfm: true });
  const paragraphs = tokens.flatMap(blocksOf).filter((paragraph) => /\S/.test(paragraph));
  const first = tokens.find(({ type }) => type !== "space");
  const heading = first?.type === "heading" && (first as Tokens.Heading).depth === 1 ? inline(first) : undefined;
  const title = facts?.title ?? (heading ? { value: heading, from: "heading" } : undefined);
  return { text: paragraphs.join("\n\n"), facts: { ...facts, ...(title && { title }) } };
}

/** Undefined if what is between two lines isn't a header. */
function headerFacts(header: string): Facts | undefined {
  let values: unknown;
  try {
    values = parse(header, { schema: "failsafe", maxAliasCount: 0 });
  } catch {
    return undefined;
  }
  if (typeof values !== "object" || values === null || Array.isArray(values)) return undefined;
  const given = new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value as unknown]));
  const first = (...names: string[]) => {
    const value = [names.map((name) => given.get(name)).find((one) => one !== undefined)]
      .flat()
      .filter((one) => typeof one === "string");
    return value.length > 0 ? value.join(", ").trim() : undefined;
  };
  const address = first("canonical", "canonical_url", "url", "link");
  const facts: { [Name in FactName]: string | undefined } = {
    title: first("title"),
    publisher: first("publisher", "site"),
    author: first("author", "authors", "by"),
    url: address && cleanAddress(address),
    published: dayIn(first("published", "date", "pubdate") ?? ""),
  };
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) => (value ? [[name, { value, from: "header" }]] : [])),
  );
}

function blocksOf(token: Token): string[] {
  switch (token.type) {
    case "space":
    case "hr":
    case "def":
      return [];
    case "code":
      return [(token as Tokens.Code).text];
    case "html":
      return [readFragment(token.raw)];
    case "list":
      return (token as Tokens.List).items.flatMap((item) => item.tokens.flatMap(blocksOf));
    case "blockquote":
      return (token as Tokens.Blockquote).tokens.flatMap(blocksOf);
    case "table": {
      const { header, rows } = token as Tokens.Table;
      return [header, ...rows].map((cells) => cells.map(inline).join("\t"));
    }
    default:
      return [inline(token)];
  }
}

const ENTITY = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/gi;

/** A block's words as they are read: emphasis, links and code without their marks, a line end as a space. */
function inline(token: {
  readonly type?: string;
  readonly text?: string;
  readonly tokens?: Token[] | undefined;
  readonly raw?: string;
}): string {
  if (token.type === "br") return "\n";
  if (token.type === "html") return "";
  if (token.type === "image") return "";
  if (token.type === "codespan") return decoded(token.text ?? "");
  if (token.tokens) return token.tokens.map(inline).join("");
  return decoded(token.text ?? token.raw ?? "").replace(/[ \t]*\n[ \t]*/g, " ");
}

function decoded(text: string): string {
  return text.replace(ENTITY, (entity) => readFragment(`<p>${entity}</p>`) || entity);
}
