import type { SectionName } from "#briefing";
import type { Card, Change, DraftLook } from "#draft";

/** What a person typed for one statement. `was`: what the page showed. */
export type Typed = {
  readonly text: string;
  readonly was: string;
  readonly cites: readonly { readonly source: string; readonly quote: string }[];
};

/** The page's one form, whichever button sent it: everything typed and ticked comes along with each. */
export type ReviewForm = {
  /** The button, and the statement that it is about. */
  readonly what: string;
  readonly id: string;
  /** What the page was made from. */
  readonly of: string;
  readonly by: string;
  readonly seen: ReadonlySet<string>;
  /** By the statement's name. */
  readonly typed: ReadonlyMap<string, Typed>;
  /** The statement that was dropped last, to be put back. */
  readonly dropped?: Extract<Change, { kind: "put back" }>;
  /** When what is to be undone was published. */
  readonly at: string;
};

type Fields = Readonly<Record<string, string | File | (string | File)[]>>;

/** Reads the form. What is missing is empty. */
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

/** What of a statement's words and quotes differs from what is saved; undefined: nothing. */
export function unsaved(card: Card, typed: Typed | undefined): Typed | undefined {
  if (!typed) return undefined;
  const cites = typed.cites.filter(({ quote }) => quote !== "");
  const saved = card.quotes.map(({ source, quote }) => [source, oneLine(quote)]);
  const isSame =
    typed.text === oneLine(card.text) &&
    JSON.stringify(cites.map((one) => [one.source, one.quote])) === JSON.stringify(saved);
  return isSame ? undefined : typed;
}

/** How the draft differs from the page that a form was sent from. */
export type Meanwhile = {
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** Typed for statements that are not there any more. */
  readonly lost: readonly Typed[];
};

/** What changed since the page that a form was sent from was made. */
export function meanwhile({ cards }: DraftLook, { typed }: ReviewForm): Meanwhile {
  const now = new Set(cards.map(({ id }) => id));
  const gone = [...typed].filter(([id]) => !now.has(id)).map(([, one]) => one);
  return {
    added: cards.filter(({ id }) => !typed.has(id)).map(({ text }) => text),
    gone: gone.map(({ was }) => was),
    lost: gone.filter(({ text, was }) => text !== was),
  };
}

/** How a dropped statement travels with the page, so that it can be put back. */
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
