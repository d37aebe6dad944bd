import { Readability } from "@mozilla/readability";
import type { Facts } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";
import { cleanAddress, isSameSite } from "../document/web-address.ts";
import { type DomDocument, parsePage, parsePart } from "./dom.ts";
import { removeHidden } from "./hidden.ts";
import { checkNesting } from "./nesting.ts";
import { factsOf } from "./page-facts.ts";
import { textOf } from "./page-text.ts";
import { wallOn } from "./paywall.ts";

/** The words of a page or a document, and what it says of itself. */
export type Words = {
  readonly text: string;
  readonly facts: Facts;
  readonly leftOut?: readonly string[];
  readonly notes?: readonly string[];
  readonly mended?: readonly string[];
};

/** Readability can't tell an article of fewer words from the rest of the page. */
const LEAST_WORDS = 60;

/** Reads an article's page: its words without what is around them. `url`: where it was fetched from. */
export function readPage(html: string, url?: string): Words {
  checkNesting(html);
  // Without the outermost elements it isn't a page, only a part of one.
  const document = /<(?:html|body)\b/i.test(html) ? parsePage(html) : parsePart(html);
  const { facts: given, isFree } = factsOf(document, url);
  const { facts, notes } = withOwnAddress(given, url);
  const all = textOf(document);
  const wall = wallOn(url ?? "", given.title?.value ?? "", all);
  const hidden = removeHidden(document);
  const seen = bodyText(document);
  // Readability takes the page apart.
  const article = new Readability(document, { charThreshold: 200 }).parse();
  const found = article?.content ? textOf(parsePart(article.content)) : "";
  const text = countWords(found) >= LEAST_WORDS || countWords(found) > 0.5 * countWords(seen) ? found : seen;
  const stop = wall ?? wallOn(url ?? "", "", text, isFree);
  if (stop !== undefined) throw new Refusal(stop);
  if (countWords(text) === 0) throw new Refusal(/<script\b/i.test(html) ? NEEDS_SCRIPT : "The page holds no words");
  const hiddenNote =
    hidden === 0 ? [] : [`${hidden === 1 ? "1 part" : `${hidden} parts`} of the page that readers do not see left out`];
  return { text, facts, notes: [...notes, ...hiddenNote] };
}

const NEEDS_SCRIPT =
  "The page holds no words until its scripts run: open it in a browser, save it as HTML or print it to PDF, and add the file";

/** Reads HTML that is a document and nothing else, as from a Word file or a feed. */
export function readFragment(html: string): string {
  checkNesting(html);
  return textOf(parsePart(html));
}

/** A page may name its own address, not that of another site: its words would take that one's place. */
function withOwnAddress(given: Facts, url: string | undefined): { facts: Facts; notes: string[] } {
  const own = url === undefined ? undefined : cleanAddress(url);
  if (url === undefined || own === undefined) return { facts: given, notes: [] };
  if (given.url && isSameSite(given.url.value, url)) return { facts: given, notes: [] };
  const notes = given.url ? [`it names ${given.url.value} as its own address, on another site: not taken`] : [];
  return { facts: { ...given, url: { value: own, from: "where it was fetched" } }, notes };
}

const AROUND =
  "nav, header, footer, aside, form, [role=navigation], [role=banner], [role=contentinfo], [role=search], [role=dialog]";

/** All that a page says, without what is around it. */
function bodyText(document: DomDocument): string {
  const copy = document.cloneNode(true);
  for (const element of [...copy.querySelectorAll(AROUND)])
    if (element.querySelector("p") === null || element.nodeName !== "HEADER") element.remove();
  return textOf(copy.body ?? copy);
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
}
