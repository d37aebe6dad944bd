import type { z } from "zod";
import {
  type Citation,
  linkToWords,
  type Passage,
  type Source,
  type Statement,
  surroundedPassages,
  titleOf,
} from "#briefing";
import { inCodePoints } from "./offsets.ts";
import type { citation, sourceName, statement } from "./schemas.ts";

export type WireCitation = z.output<typeof citation>;
export type WireStatement = z.output<typeof statement>;

/** Puts citations and what they cite into the form that is sent. */
export type Wire = {
  name(source: Source): z.output<typeof sourceName>;
  /** `within`: the parts of the source's text that may be shown around the quoted words; by default, all around them. */
  citation(citation: Citation, within?: readonly Passage[]): WireCitation;
  statement(statement: Statement): WireStatement;
  /** Our page at a path; undefined where pages have no public address. */
  page(path: string): string | undefined;
};

/** Makes the form that is sent. `publicUrl`: where our pages are. */
export function openWire(publicUrl: string | undefined): Wire {
  const page = (path: string) => (publicUrl === undefined ? undefined : `${publicUrl}${path}`);
  const name: Wire["name"] = (source) => {
    const { id, publisher, author, published, version } = source;
    return {
      id,
      title: titleOf(source),
      ...given({ url: source.url ?? page(`/sources/${id}`), publisher, author, published }),
      version,
    };
  };
  const citationOf: Wire["citation"] = (citation, within) => {
    const { source, spans, quote } = citation;
    const at = spans.map(({ start, end }) => `${start}-${end}`).join(",");
    const url = linkToWords(citation) ?? page(`/sources/${source.id}?at=${at}#quote`);
    const around = surroundedPassages(citation);
    const passages = spans.map((span, index) => ({
      type: "SpecificResource" as const,
      source: source.id,
      selector: selectorOf(source, span, contextOf(span, around[index] ?? span, within)),
    }));
    return { quote, ...given({ url }), source: name(source), passages };
  };
  return {
    name,
    page,
    citation: citationOf,
    statement: ({ text, citations }) => ({ text, citations: citations.map((one) => citationOf(one)) }),
  };
}

/** Leaves out what is absent. */
export function given<T extends Readonly<Record<string, unknown>>>(values: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [K in keyof T]?: NonNullable<T[K]> };
}

type Selector = WireCitation["passages"][number]["selector"];

function selectorOf(source: Source, span: Passage, around: Passage): Selector {
  const { text } = source;
  return [
    {
      type: "TextQuoteSelector",
      exact: text.slice(span.start, span.end),
      prefix: text.slice(around.start, span.start),
      suffix: text.slice(span.end, around.end),
    },
    { type: "TextPositionSelector", ...inCodePoints(span, source) },
  ];
}

/** What may be shown with a quote: a sentence on either side, as far as that lies in a part that may be read. */
function contextOf(span: Passage, around: Passage, within: readonly Passage[] | undefined): Passage {
  if (!within) return around;
  const part = within.find(({ start, end }) => start <= span.start && end >= span.end);
  if (!part) return span;
  return { start: Math.max(part.start, around.start), end: Math.min(part.end, around.end) };
}
