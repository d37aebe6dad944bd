/** What a reader of Discord sees of a text: its lines without marks, and what is live in it. */
export type Read = { readonly lines: readonly ReadLine[]; readonly live: readonly Live[] };

export type ReadLine = { readonly kind: LineKind; readonly text: string };
export type LineKind = "plain" | "heading" | "item" | "quote" | "small";

/** Something that is more than letters on the screen. `of`: what it leads to or shows. */
export type Live = {
  readonly what: "mention" | "link" | "address" | "emoji" | "time" | "command" | "code" | "spoiler" | "bold" | "style";
  readonly of: string;
};

/**
 * A model of Discord's Markdown, made apart from the renderer and stricter than the app where the apps differ: a link
 * counts as live even where its opening bracket is escaped.
 */
export function readMarkdown(text: string): Read {
  const live: Live[] = [];
  const lines = text.split("\n").map((line) => readLine(line, live));
  return { lines, live };
}

function readLine(line: string, live: Live[]): ReadLine {
  const small = /^-#\s+(?=\S)/.exec(line);
  if (small) return { kind: "small", text: readInside(line.slice(small[0].length), live) };
  const heading = /^\s*#{1,3}\s+(?=\S)/.exec(line);
  if (heading) return { kind: "heading", text: readInside(line.slice(heading[0].length), live) };
  const quote = /^\s*>(?:>>)?\s+/.exec(line);
  if (quote) return { kind: "quote", text: readInside(line.slice(quote[0].length), live) };
  const item = /^\s*(?:[-*+]|\d+[.)])\s+/.exec(line);
  if (item) return { kind: "item", text: readInside(line.slice(item[0].length), live) };
  return { kind: "plain", text: readInline(line, live) };
}

/** The inside of a block may open a block once more: an item that holds a heading. That is live too. */
function readInside(text: string, live: Live[]): string {
  if (/^\s*(?:#{1,3}|-#|>(?:>>)?|[-*+]|\d+[.)])\s+\S/.test(text)) live.push({ what: "style", of: text.slice(0, 12) });
  return readInline(text, live);
}

type Rule = {
  readonly what: Live["what"];
  readonly matches: RegExp;
  readonly shows: (match: RegExpExecArray) => string;
};

/** In the order in which they are tried at each place of a line. */
const RULES: readonly Rule[] = [
  { what: "mention", matches: /^<(?:@[!&]?|#)\d+>/, shows: ([all]) => all },
  { what: "mention", matches: /^@(?:everyone|here)\b/, shows: ([all]) => all },
  { what: "mention", matches: /^<id:\w+(?::\d+)?>/, shows: ([all]) => all },
  { what: "command", matches: /^<\/[^:\n>]+:\d+>/, shows: ([all]) => all },
  { what: "emoji", matches: /^<a?:\w+:\d+>/, shows: ([all]) => all },
  { what: "emoji", matches: /^:[\w+-]+(?:::?skin-tone-\d)?:/, shows: ([all]) => all },
  { what: "time", matches: /^<t:-?\d+(?::[tTdDfFsSR])?>/, shows: ([all]) => all },
  { what: "address", matches: /^<(?:https?:\/\/|mailto:|tel:|sms:|discord:)[^\s>]+>/i, shows: ([all]) => all },
  { what: "link", matches: /^\[((?:(?!\]\().)*)\]\(\s*<?([^\s>)]*)>?[^)]*\)/, shows: ([, label = ""]) => label },
  { what: "address", matches: /^https?:\/\/[^\s<]+/i, shows: ([all]) => all },
  { what: "code", matches: /^(`{1,3})(.*?[^`])\1(?!`)/, shows: ([, , inside = ""]) => inside },
  { what: "spoiler", matches: /^\|\|(.+?)\|\|/, shows: ([, inside = ""]) => inside },
  { what: "bold", matches: /^\*\*((?:\\.|[^\\])+?)\*\*(?!\*)/, shows: ([, inside = ""]) => inside },
  { what: "style", matches: /^(__|~~|\*|_)(?=\S)((?:\\.|[^\\])*?\S)\1/, shows: ([, , inside = ""]) => inside },
];

function readInline(line: string, live: Live[]): string {
  let seen = "";
  let rest = line;
  let wordBefore = false;
  while (rest !== "") {
    const escaped = /^\\([^0-9A-Za-z\s])/.exec(rest);
    if (escaped) {
      // An app that looks at brackets without minding escapes would find a link here.
      const link = rest.startsWith("\\[") ? /^\\\[.*?\]\(.+?\)/.exec(rest) : null;
      const own = link && /\[(?:Read|\d+|Go to the message)\]\(<[^>]*>\)/.exec(link[0]);
      if (link && !own) live.push({ what: "link", of: link[0] });
      seen += escaped[1];
      rest = rest.slice(escaped[0].length);
      wordBefore = false;
      continue;
    }
    const found = RULES.map((rule) => ({ rule, match: rule.matches.exec(rest) })).find(
      ({ rule, match }) => match && !(wordBefore && rule.what === "style" && match[1] === "_"),
    );
    if (found?.match) {
      const { rule, match } = found;
      live.push({ what: rule.what, of: rule.what === "link" ? (match[2] ?? "") : match[0] });
      const inside = rule.shows(match);
      seen +=
        rule.what === "bold" || rule.what === "style" || rule.what === "spoiler" ? readInline(inside, live) : inside;
      rest = rest.slice(match[0].length);
      wordBefore = false;
      continue;
    }
    const [first = ""] = rest;
    seen += first;
    wordBefore = /\w/.test(first);
    rest = rest.slice(first.length);
  }
  return seen;
}
