import type { SectionName } from "#briefing";
import type { Card, Change, DraftLook } from "#draft";

/** What a person typed for one statement. `was`: what the page had shown. */
export type Typed = {
  readonly text: string;
  readonly was: string;
  readonly cites: readonly { readonly source: string; readonly quote: string }[];
};

/** The page's one form, whichever button sent it: each sends everything typed and ticked. */
export type ReviewForm = {
  /** The button's name, and the statement it is about. */
  readonly what: string;
  readonly id: string;
  /** The version of the draft that the page was made from. */
  readonly of: string;
  readonly by: string;
  readonly seen: ReadonlySet<string>;
  /** By the statement's id. */
  readonly typed: ReadonlyMap<string, Typed>;
  /** The statement that was dropped last, to restore it. */
  readonly dropped?: Extract<Change, { kind: "put back" }>;
  /** When the publication to undo was made. */
  readonly at: string;
};

type Fields = Readonly<Record<string, string | File | (string | File)[]>>;

/** Reads the form. Missing fields are empty. */
export function readForm(fields: Fields): ReviewForm {
  const word = (name: string) => {
    const value = fields[name];
    return typeof value === "string" ? value.trim() : "";
  };
  const [what = "", id = ""] = word("do").split(" ");
  const seen = [fields.seen ?? []].flat().filter((value) => typeof value === "string");
  const typed = new Map<string, Typed>();
  for (const name of Object.keys(fields)) {
    const [, one] = /^text\.([\w-]{1,40})$/.exec(name) ?? [];
    if (one === undefined) continue;
    const cites: { source: string; quote: string }[] = [];
    for (let at = 0; at < MOST_QUOTES && `quote.${one}.${at}` in fields; at++)
      cites.push({ source: word(`source.${one}.${at}`), quote: oneLine(word(`quote.${one}.${at}`)) });
    typed.set(one, { text: oneLine(word(name)), was: oneLine(word(`was.${one}`)), cites });
  }
  const dropped = droppedIn(word("dropped"));
  return {
    what,
    id,
    of: word("of"),
    by: word("by"),
    at: word("at"),
    seen: new Set(seen),
    typed,
    ...(dropped && { dropped }),
  };
}

const MOST_QUOTES = 40;

/** What is typed for a statement's words and quotes but not saved; undefined if nothing. */
export function unsaved(card: Card, typed: Typed | undefined): Typed | undefined {
  if (!typed) return undefined;
  const cites = typed.cites.filter(({ quote }) => quote !== "");
  const saved = card.quotes.map(({ source, quote }) => [source, oneLine(quote)]);
  const isSame =
    typed.text === oneLine(card.text) &&
    JSON.stringify(cites.map((one) => [one.source, one.quote])) === JSON.stringify(saved);
  return isSame ? undefined : typed;
}

/** How the draft differs from the page that the form was sent from. */
export type Meanwhile = {
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** What was typed for statements that no longer exist. */
  readonly lost: readonly Typed[];
};

/** What has changed since that page was made. */
export function meanwhile({ cards }: DraftLook, { typed }: ReviewForm): Meanwhile {
  const now = new Set(cards.map(({ id }) => id));
  const gone = [...typed].filter(([id]) => !now.has(id)).map(([, one]) => one);
  return {
    added: cards.filter(({ id }) => !typed.has(id)).map(({ text }) => text),
    gone: gone.map(({ was }) => was),
    lost: gone.filter(({ text, was }) => text !== was),
  };
}

/** A dropped statement as the page carries it, so that it can be restored. */
export function packDropped({ section, text, quotes }: Card, at: number): string {
  return JSON.stringify([at, section, text, quotes.map(({ source, quote }) => [source, quote])]);
}

function droppedIn(text: string): ReviewForm["dropped"] {
  try {
    const [at, section, said, cites] = JSON.parse(text) as [number, SectionName, string, [string, string][]];
    if (!Number.isInteger(at) || !["happening", "important", "next", "differ"].includes(section)) return undefined;
    const statement = {
      section,
      text: oneLine(String(said)),
      cites: cites.map(([source, quote]) => ({ source: String(source), quote: oneLine(String(quote)) })),
    };
    return { kind: "put back", at, statement };
  } catch {
    return undefined;
  }
}

export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
