import { dayIn } from "../document/days.ts";
import type { Fact, FactName, Facts } from "../document/document.ts";

/** A text without what a page puts around an article, and what that said of the article. */
export type Cleared = { readonly text: string; readonly facts: Facts; readonly leftOut: readonly string[] };

const AGO =
  /^(?:(?:published|updated|posted)\s+)?(?:\d+|an?)\s+(?:seconds?|secs?|min(?:ute)?s?|hours?|hrs?|days?|weeks?|months?|years?)\s+ago$/i;
const TO_READ = /^\d+\s*-?\s*min(?:ute)?s?\.?(?:\s+read)?$|^reading time:? .{1,20}$/i;
const BUTTONS =
  /^(?:share(?: (?:this|on|via|article)(?: \w+){0,3})?|save|print|e-?mail|copy link|listen(?: to (?:this )?article)?|follow(?: us)?|menu|search|home|log ?in|sign ?in|subscribe(?: now)?|advertisement|ad|skip to (?:main )?content|(?:\d+|no|leave a|add a) comments?|comments?|facebook|twitter|x|linkedin|whatsapp|reddit|telegram)$/i;
const TAIL =
  /^(?:author avatar|about the authors?|don['’]t miss|you (?:may|might) (?:also )?(?:like|enjoy)|read (?:more|next|also)|more (?:from|on|stories|in)\b.*|related(?: (?:articles?|stories|posts|topics|content|news|coverage))?|recommended(?: for you)?|most (?:read|popular)|trending(?: now)?|latest (?:news|stories)|up next|next (?:article|post|story)|previous (?:article|post|story)|sign up (?:for|to) .*|subscribe to .*|newsletter|tags?:?|topics?:|filed under:?.*|all rights reserved\.?|(?:©|\(c\)|copyright)\s.*|follow us on .*|back to top|sponsored(?: content)?)$/i;
const NAME =
  /^(?:\p{Lu}[\p{L}\p{M}'’.-]*|de|van|von|der|den|la|le|al|bin|da|dos)(?:\s+(?:\p{Lu}[\p{L}\p{M}'’.-]*|de|van|von|der|den|la|le|al|bin|da|dos)){1,4}$/u;
const BYLINE = /^(?:by|By|BY):?\s+(?:the\s+)?(.{3,80})$/;
/** "By Election Day, November 3, 2026" says until when, not who. */
const DEADLINE =
  /^[^,|·•–—]*\b(?:day|eve|week|weekend|month|quarter|year|night|morning|noon|evening|spring|summer|autumn|fall|winter|end|deadline|(?:sun|mon|tues|wednes|thurs|fri|satur)day)\s*(?:[,|·•–—-]|$)/i;
/** What parts a name from a date. */
const BETWEEN = /\s*[,|·•–—-]\s+|\s+on\s+/gi;
const DATED = /^(?:(?:published|posted|updated|last updated|date)\s*(?:on|:)?\s*)?(.{6,60})$/i;
const MOST_HEAD = 8;
const MOST_TAIL = 30;
const SHORT_WORDS = 12;

/** `takesTitle`: whether the text itself is where its title is. */
export function clearFurniture(text: string, takesTitle: boolean): Cleared {
  const blocks = text.trim().split(/\n[^\S\n]*\n\s*/);
  const facts: { [Name in FactName]?: Fact } = {};
  const leftOut: string[] = [];
  let from = 0;
  for (; from < Math.min(MOST_HEAD, blocks.length - 1); from++) {
    const block = (blocks[from] as string).trim();
    if (block.includes("\n")) break;
    const by = bylineIn(block);
    const day = dayIn(DATED.exec(block)?.[1] ?? "");
    if (isFurniture(block)) leftOut.push(block);
    else if (by) {
      facts.author ??= { value: by.author, from: "byline" };
      if (by.day !== undefined) facts.published ??= { value: by.day, from: "byline" };
    } else if (day !== undefined) facts.published ??= { value: day, from: "its first lines" };
    else if (takesTitle && !facts.title && isTitle(block) && hasBody(blocks.slice(from + 1)))
      facts.title = { value: block, from: "its first line" };
    else break;
  }
  // A head that holds nothing but what looks like a title may have more above the text that is the text's own.
  const { to, author } = tailOf(blocks, from);
  if (author !== undefined) facts.author ??= { value: author, from: "the name under the text" };
  const under = blocks
    .slice(to)
    .flatMap((block) => block.split("\n"))
    .map((line) => line.trim());
  leftOut.push(...under.filter((line) => line !== "" && line !== author));
  return {
    text: blocks.slice(from, to).join("\n\n") === "" ? text.trim() : between(text, blocks, from, to),
    facts,
    leftOut,
  };
}

/** The text exactly as it is, from one block to another: what separates its blocks stays. */
function between(text: string, blocks: readonly string[], from: number, to: number): string {
  if (from === 0 && to === blocks.length) return text.trim();
  let at = text.length - text.trimStart().length;
  let start = at;
  for (const [index, block] of blocks.entries()) {
    at = text.indexOf(block, at);
    if (index === from) start = at;
    at += block.length;
    if (index === to - 1) break;
  }
  return text.slice(start, at);
}

function tailOf(blocks: readonly string[], from: number): { to: number; author?: string } {
  let to = blocks.length;
  let first = to;
  for (let at = blocks.length - 1; at > from && at >= blocks.length - MOST_TAIL; at--) {
    const block = (blocks[at] as string).trim();
    const lines = block.split("\n").map((line) => line.trim());
    const [head = "", ...others] = lines;
    if ((TAIL.test(head) || isFurniture(head)) && others.every(isShort)) first = at;
    else if (!lines.every(isShort)) break;
  }
  to = first;
  const avatar = blocks
    .slice(to)
    .flatMap((block) => block.split("\n"))
    .map((line) => line.trim());
  const marked = avatar.findIndex((line) => /^author avatar$/i.test(line));
  const author = marked === -1 ? undefined : nameIn(avatar[marked + 1]);
  return { to, ...(author !== undefined && { author }) };
}

function isFurniture(line: string): boolean {
  return AGO.test(line) || TO_READ.test(line) || BUTTONS.test(line);
}

function isShort(line: string): boolean {
  return line.split(/\s+/).length <= SHORT_WORDS && !/[.!?…]["”’)]*$/.test(line);
}

/** Who wrote it, and when if that follows the name: "By Ann Lee, 24 November 2026", "By Ann Lee | Nov. 24, 2026". */
function bylineIn(line: string): { author: string; day?: string } | undefined {
  const [, words = ""] = BYLINE.exec(line) ?? [];
  const whole = nameIn(words);
  if (whole !== undefined) return { author: whole };
  if (DEADLINE.test(words)) return undefined;
  for (const { index, 0: mark } of words.matchAll(BETWEEN)) {
    const author = nameIn(words.slice(0, index));
    const day = dayIn(DATED.exec(words.slice(index + mark.length))?.[1] ?? "");
    if (author !== undefined && day !== undefined) return { author, day };
  }
  return undefined;
}

function nameIn(words = ""): string | undefined {
  const names = words
    .trim()
    .split(/\s*(?:,|&|\band\b)\s*/)
    .filter(Boolean);
  return names.length > 0 && names.length <= 5 && names.every((name) => NAME.test(name)) ? names.join(", ") : undefined;
}

/** A line that names what follows: some words, begun like a name, not ended like a sentence. */
function isTitle(line: string): boolean {
  const words = line.split(/\s+/).length;
  return (
    words >= 3 &&
    words <= 30 &&
    line.length <= 200 &&
    /^["“‘'«]?[\p{Lu}\p{Lo}\p{N}]/u.test(line) &&
    !/[.,;:…]["”’)]*$/.test(line) &&
    !/^(?:what['’]s|why it|https?:)/i.test(line)
  );
}

function hasBody(blocks: readonly string[]): boolean {
  return blocks
    .slice(0, MOST_HEAD)
    .some((block) => block.split(/\s+/).length >= SHORT_WORDS && /[.!?…]["”’)]*$/.test(block.trim()));
}

/** A text that begins with its own title, without it. */
export function withoutTitle(text: string, title: string | undefined): string {
  if (title === undefined) return text;
  const plainly = (words: string) =>
    words
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim()
      .toLowerCase();
  const [first = "", gap = ""] = /^[\s\S]*?(\n[^\S\n]*\n\s*|$)/.exec(text) ?? [];
  const rest = text.slice(first.length);
  return gap !== "" && rest.trim() !== "" && plainly(first) === plainly(title) ? rest : text;
}
