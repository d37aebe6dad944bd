import { quoted } from "../content/problem.ts";
import { characterOf } from "./entities.ts";

/** Words without the formatting that chat would show raw. */
export type Unformatted = {
  readonly text: string;
  /** The original offset of a unit of the text. */
  origin(offset: number): number;
  /** What was removed, so that the writer can remove it too. */
  readonly warnings: readonly Noted[];
  /** What removing can't fix: the words are held back. */
  readonly problem?: Noted;
};

type Noted = { readonly at: number; readonly message: string };

/**
 * Removes emphasis, entities, escapes, tags and pasted bullets. Links, images and formatting that carries meaning (struck
 * out, raised) are problems. Linear: no expression can backtrack far.
 */
export function unformatted(words: string): Unformatted {
  if (!MAY_BE_FORMATTED.test(words)) return { text: words, origin: (offset) => offset, warnings: [] };
  const desk: Desk = {
    text: words,
    origins: Array.from({ length: words.length + 1 }, (_, at) => at),
    warnings: new Map(),
  };
  for (const { pattern, to, kind } of PLAIN_ALREADY) replaceAll(desk, pattern, to, kind);
  const problem = PROBLEMS.flatMap(({ pattern, message }) => {
    const match = pattern.exec(desk.text);
    return match ? [{ at: desk.origins[match.index] as number, message: message(cleaned(desk.text)) }] : [];
  })[0];
  for (const { pattern, to, kind } of TAKEN_OFF) replaceAll(desk, pattern, to, kind);
  const { text, origins } = desk;
  return {
    text: unshield(text),
    origin: (offset) => origins[offset] ?? words.length,
    warnings: [...desk.warnings.values()],
    ...(problem && { problem }),
  };
}

type Desk = { text: string; origins: number[]; readonly warnings: Map<Kind, Noted> };

const MAY_BE_FORMATTED = /[*_~`\\&<[=]|^\s*(?:o\t|[^\p{L}\p{N}"'“‘«„(]|\p{N}\ufe0f?\u20e3)/u;

type Kind = "emphasis" | "code" | "escape" | "tag" | "entity" | "bullet";
type Change = {
  readonly pattern: RegExp;
  readonly to: (match: RegExpExecArray) => string | undefined;
  readonly kind?: Kind;
};

/** Escaped characters, kept in a private-use area until the end. */
const SPECIAL = "*_~`\\&<>[]()!=";
const shield = (text: string) =>
  text.replace(/[*_~`\\&<>[\]()!=]/g, (mark) => String.fromCharCode(0xf8a0 + SPECIAL.indexOf(mark)));
const unshield = (text: string) =>
  text.replace(/[\uf8a0-\uf8ad]/g, (mark) => SPECIAL[mark.charCodeAt(0) - 0xf8a0] as string);

const PLAIN_ALREADY: readonly Change[] = [
  { kind: "escape", pattern: /\\([!-/:-@[-`{-~])/g, to: ([, mark = ""]) => shield(mark) },
  // A line break that Markdown keeps.
  { kind: "escape", pattern: /\\(?= )/g, to: () => "" },
  { kind: "code", pattern: /(?<!`)(`{1,3})(?!`)([^`]+)\1(?!`)/g, to: ([, , code = ""]) => shield(code.trim()) },
  { kind: "tag", pattern: /<(sup|sub|del|s|strike)>\s*<\/\1>/gi, to: () => "" },
];

const URL_PART = "(?:[^()\\s]|\\([^()\\s]*\\))*";
const LINK = new RegExp(
  `(!?)\\[([^[\\]]{0,500})\\](?:\\(\\s*<?${URL_PART}>?(?:\\s+(?:"[^"]*"|'[^']*'))?\\s*\\)|(?<=\\p{L}[^[]*)\\[(?!\\^)[^[\\]\\s?]{0,50}\\])`,
  "gu",
);
const WIKI_LINK = /(!?)\[\[(?:[^[\]|]*\|)?([^[\]|]{1,200})\]\]/g;
const ADDRESS = /<(?:(?:https?|mailto|ftp):[^<>|\s]*(?:\|([^<>]*))?|[\w.+-]+@[\w.-]+)>/gi;
const ANCHOR = /<a(?:\s[^<>]*)?>|<\/a>/gi;
const OTHER_TAG =
  /<\/?(?:script|style|iframe|object|embed|form|input|button|video|audio|svg|table|tr|td|th|ul|ol|li|h[1-6]|pre|blockquote|details|summary|hr|link|meta|marquee)(?:\s[^<>]*)?\/?>/gi;
/** Formatting tags, which are removed; a line break becomes a space. */
const TAG =
  /<\/?(?:b|i|em|strong|u|small|big|mark|font|span|div|p|q|cite|code|kbd|samp|tt|var|abbr|acronym|dfn|ins|bdi|bdo|time|center|wbr|nobr|br)(?:\s[^<>]*)?\/?>/gi;
const RAISED = /<(?:sup|sub)(?:\s[^<>]*)?>[^<]*[^<\s]/i;

const cleaned = (text: string) =>
  quoted(
    unshield(
      [LINK, WIKI_LINK]
        .reduce((words, link) => words.replace(link, "$2"), text)
        .replace(ADDRESS, "$1")
        .replace(/<[^<>]*>/g, ""),
    ),
    200,
  );

const PROBLEMS: readonly { readonly pattern: RegExp; readonly message: (clean: string) => string }[] = [
  {
    pattern: /!\[[^[\]]{0,500}\][([]|!\[\[|<img[\s/>]/i,
    message: (clean) => `images are not shown in statements: remove this one (${clean})`,
  },
  ...[LINK, WIKI_LINK, ADDRESS, ANCHOR].map((pattern) => ({
    pattern: new RegExp(pattern.source, pattern.flags.replace("g", "")),
    message: (clean: string) =>
      `links are not shown in statements: write the words alone (${clean}); the address belongs in the source's header, as url`,
  })),
  { pattern: /<!--/, message: (clean) => `comments are not read in statements: remove this one (${clean})` },
  {
    pattern:
      /(?<![~\p{L}\p{N}])(~{1,2})(?=[^\s~])[^~]*[^\s~]\1(?![~\p{L}\p{N}])|<(?:del|s|strike)(?:\s[^<>]*)?>[^<]*[^<\s]/iu,
    message: () => "chat does not show words as struck out: remove the words, or the marks around them",
  },
  {
    pattern: RAISED,
    message: () => "chat does not show <sup> or <sub>: write the characters themselves (², ₂), or use words",
  },
  {
    pattern: new RegExp(OTHER_TAG.source, "i"),
    message: (clean) => `tags are not read in statements: write the words alone (${clean})`,
  },
];

const IDEOGRAPH = "\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}";
/** Emphasis opens and closes beside words; inside a word only if it is double or the script has no spaces. */
const BEFORE = `(?<=^|[^\\p{L}\\p{N}*]|[${IDEOGRAPH}])`;
const AFTER = `(?=$|[^\\p{L}\\p{N}*]|[${IDEOGRAPH}])`;
const inside: Change["to"] = (match) => match[2];

const TAKEN_OFF: readonly Change[] = [
  { kind: "tag", pattern: TAG, to: ([tag]) => (/^<br/i.test(tag) ? " " : "") },
  {
    kind: "emphasis",
    pattern: new RegExp(`${BEFORE}(\\*{1,3})(?=[^\\s*])([^*]*[^\\s*])\\1${AFTER}`, "gu"),
    to: inside,
  },
  { kind: "emphasis", pattern: /(?<![\p{N}*])(\*\*)(?=[^\s*])([^*]*[^\s*])\1(?![\p{N}*])/gu, to: inside },
  {
    kind: "emphasis",
    pattern:
      /(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])((?:[^_]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*[^\s_])\1(?![\p{L}\p{N}_])/gu,
    to: inside,
  },
  { kind: "emphasis", pattern: /(?<![\p{L}\p{N}=])(==)(?=[^\s=])([^=]*[^\s=])\1(?![\p{L}\p{N}=])/gu, to: inside },
  { kind: "emphasis", pattern: /(?<=^|\s)(?:\*{2,6}|_{2,6})(?=\s|$)/g, to: () => "" },
  {
    kind: "entity",
    pattern: /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z][a-z\d]{1,7}));/gi,
    to: ([, decimal, hex, name]) => {
      const character = characterOf({ decimal, hex, name });
      return character === undefined ? undefined : shield(character);
    },
  },
  {
    kind: "bullet",
    pattern:
      /^\s*(?:[\u2022\u2023\u2043\u204c\u204d\u2219\u25a0-\u25ff\u2605\u2606\u27a1-\u27bf\u2794-\u27a0\u2190-\u21ff\u2713-\u2718\u2b1b\u2b1c\u2b24\u2b50\u00b7\uff65\u30fb\ue000-\uf89f]|[\u{1f536}-\u{1f53b}\u{1f449}\u{1f4cc}]|\p{N}\ufe0f?\u20e3)\ufe0f?\s*/u,
    to: () => "",
  },
  {
    kind: "bullet",
    // A dash or a sign before a number may be the number's own.
    pattern:
      /^\s*(?:[—―]\s+|[–—―](?=[^\s\p{N}])|[-*](?=\p{Lu}|\p{Lo})|o\t|(?:–|[-+*>#]{1,6})\s+(?!\p{N})|\[[ xX]\]\s+)/u,
    to: () => "",
  },
  { pattern: /\s+$|^\s+/g, to: () => "" },
  { pattern: /(?<=\s) +/g, to: () => "" },
];

/** Replaces every match, tracking where it came from; nested emphasis takes more than one pass. */
function replaceAll(desk: Desk, pattern: RegExp, to: Change["to"], kind: Change["kind"]): void {
  for (let turn = 0; turn < MOST_NESTED; turn++) {
    const before = desk.text;
    let text = "";
    const origins: number[] = [];
    let from = 0;
    const every = new RegExp(pattern.source, pattern.flags.includes("g") ? pattern.flags : `${pattern.flags}g`);
    for (const match of before.matchAll(every)) {
      const form = to(match);
      if (form === undefined) continue;
      const [taken] = match;
      const at = desk.origins[match.index] as number;
      if (kind && !desk.warnings.has(kind))
        desk.warnings.set(kind, { at, message: SAID[kind](unshield(taken.trim()), unshield(form)) });
      text += before.slice(from, match.index) + form;
      origins.push(...desk.origins.slice(from, match.index));
      const kept = form === "" ? -1 : taken.indexOf(form);
      for (let unit = 0; unit < form.length; unit++)
        origins.push(desk.origins[match.index + (kept === -1 ? 0 : kept + unit)] as number);
      from = match.index + taken.length;
    }
    if (from === 0) return;
    desk.text = text + before.slice(from);
    desk.origins = [...origins, ...desk.origins.slice(from)];
    if (kind === "escape" || kind === "entity" || kind === "code") return;
  }
}

const MOST_NESTED = 4;

const SAID: Readonly<Record<Kind, (taken: string, form: string) => string>> = {
  emphasis: marksOf,
  code: marksOf,
  escape: (taken, form) =>
    form === ""
      ? "chat would show this backslash, so it is dropped: remove it"
      : `chat would show the backslash of ${quoted(taken, 60)}, so it is dropped: write ${quoted(form, 60)}`,
  tag: (taken) => `chat would show the tag ${quoted(taken, 60)}, so it is dropped: remove it`,
  entity: (taken, form) =>
    form.trim() === ""
      ? `chat would show ${quoted(taken, 60)} as is, so it is read as a space: type a space`
      : `chat would show ${quoted(taken, 60)} as is, so it is read as ${quoted(form, 60)}: write that`,
  bullet: (taken) => `the pasted ${quoted(taken, 20)} is dropped: a statement needs no bullet`,
};

function marksOf(taken: string, form: string): string {
  const instead = form === "" ? "remove them" : `write ${quoted(form, 60)}`;
  return `chat would show the marks of ${quoted(taken, 60)}, so they are dropped: ${instead}`;
}
