import { dayIn } from "../document/days.ts";
import type { Fact, FactName, Facts } from "../document/document.ts";
import { cleanAddress } from "../document/web-address.ts";
import type { DomDocument } from "./dom.ts";

/** What a page says of itself: in JSON-LD, then in OpenGraph and other meta tags, then where its readers see it. */
export function factsOf(
  page: DomDocument,
  url?: string,
): { readonly facts: Facts; readonly isFree: boolean | undefined } {
  const data = jsonLd(page);
  const meta = metaOf(page);
  const seen = (selector: string, from: string, attribute?: string): Fact | undefined => {
    for (const element of page.querySelectorAll(selector)) {
      const value = words((attribute && element.getAttribute(attribute)) ?? element.textContent);
      if (value !== undefined) return { value, from };
    }
    return undefined;
  };
  const title =
    data.title ?? meta("og:title") ?? only(page, "h1", "heading") ?? meta("twitter:title") ?? seen("title", "<title>");
  const author =
    data.author ??
    meta("author", "parsely-author", "dc.creator", "sailthru.author") ??
    person(meta("article:author")) ??
    seen('[itemprop="author"] [itemprop="name"], [itemprop="author"], [rel="author"]', "byline") ??
    byline(page);
  const day =
    data.published ??
    meta(
      "article:published_time",
      "og:published_time",
      "datepublished",
      "date",
      "dc.date",
      "dc.date.issued",
      "dcterms.date",
      "parsely-pub-date",
      "sailthru.date",
      "citation_publication_date",
    ) ??
    seen('[itemprop="datePublished"]', "page", "datetime") ??
    seen('[itemprop="datePublished"]', "page", "content") ??
    seen("time[pubdate], article header time, header time", "<time>", "datetime") ??
    only(page, "time", "<time>", "datetime");
  const published = dayOf(day);
  const canonical = seen('link[rel="canonical"]', "canonical link", "href") ?? meta("og:url") ?? data.url;
  const address = canonical && cleanAddress(canonical.value, url);
  const given: { [Name in FactName]?: Fact | undefined } = {
    title: title && withoutSite(title, data.publisher ?? meta("og:site_name")),
    publisher: data.publisher ?? meta("og:site_name", "dc.publisher", "publisher"),
    author: author && { ...author, value: author.value.replace(/^by:?\s+/i, "") },
    url: canonical && address !== undefined ? { value: address, from: canonical.from } : undefined,
    published,
  };
  return {
    facts: Object.fromEntries(Object.entries(given).filter(([, fact]) => fact !== undefined)),
    isFree: data.isFree,
  };
}

type FromData = {
  readonly title?: Fact;
  readonly author?: Fact;
  readonly publisher?: Fact;
  readonly published?: Fact;
  readonly url?: Fact;
  readonly isFree?: boolean;
};

const ARTICLE = /Article|Posting|Report|Review|^(?:WebPage|CreativeWork)$/;

/** The article among a page's JSON-LD. */
function jsonLd(page: DomDocument): FromData {
  const nodes: Record<string, unknown>[] = [];
  for (const script of page.querySelectorAll('script[type="application/ld+json"]')) {
    try {
      const collect = (value: unknown, depth: number): void => {
        if (depth > 4 || nodes.length > 500) return;
        if (Array.isArray(value)) for (const one of value) collect(one, depth + 1);
        else if (isRecord(value)) {
          nodes.push(value);
          collect(value["@graph"], depth + 1);
          collect(value.mainEntity, depth + 1);
        }
      };
      collect(
        JSON.parse((script.textContent ?? "").replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[)|(?:-->|\/\/\s*\]\]>)\s*$/g, "")),
        0,
      );
    } catch {
      // Broken JSON-LD says nothing.
    }
  }
  const typed = (node: Record<string, unknown>) => [node["@type"]].flat().map(String);
  const article =
    nodes.find((node) =>
      typed(node).some((type) => ARTICLE.test(type) && type !== "WebPage" && type !== "CreativeWork"),
    ) ?? nodes.find((node) => typed(node).some((type) => ARTICLE.test(type)));
  if (!article) return {};
  const byId = new Map(nodes.map((node) => [node["@id"], node]));
  const nameOf = (value: unknown): string | undefined => {
    if (typeof value === "string") return /^https?:/.test(value) ? undefined : words(value);
    if (Array.isArray(value))
      return words([...new Set(value.map(nameOf).filter((name) => name !== undefined))].join(", "));
    if (!isRecord(value)) return undefined;
    return typeof value.name === "string" ? words(value.name) : nameOf(byId.get(value["@id"])?.name);
  };
  const from = "JSON-LD";
  const fact = (value: string | undefined): Fact | undefined => (value === undefined ? undefined : { value, from });
  const main = article.mainEntityOfPage;
  const address = [article.url, isRecord(main) ? main["@id"] : main].find(
    (value) => typeof value === "string" && /^https?:/.test(value),
  );
  const found = {
    title: fact(nameOf(article.headline)),
    author: fact(nameOf(article.author)),
    publisher: fact(nameOf(article.publisher)),
    published: fact(typeof article.datePublished === "string" ? article.datePublished : undefined),
    url: fact(address as string | undefined),
  };
  const free = String(article.isAccessibleForFree ?? "").toLowerCase();
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    ...(/true|false/.test(free) && { isFree: free.includes("true") }),
  };
}

function metaOf(page: DomDocument): (...names: string[]) => Fact | undefined {
  const given = new Map<string, string>();
  for (const element of page.querySelectorAll("meta")) {
    const name = (
      element.getAttribute("property") ??
      element.getAttribute("name") ??
      element.getAttribute("itemprop")
    )?.toLowerCase();
    const value = words(element.getAttribute("content"));
    if (name !== undefined && value !== undefined && !given.has(name)) given.set(name, value);
  }
  return (...names) => {
    const name = names.find((one) => given.has(one));
    return name === undefined ? undefined : { value: given.get(name) as string, from: name };
  };
}

/** What a page has only once: of several nobody knows which is meant. */
function only(page: DomDocument, selector: string, from: string, attribute?: string): Fact | undefined {
  const all = [...page.querySelectorAll(selector)];
  const value =
    all.length === 1 ? words((attribute && all[0]?.getAttribute(attribute)) ?? all[0]?.textContent) : undefined;
  return value === undefined ? undefined : { value, from };
}

/** A profile's address isn't a name. */
function person(fact: Fact | undefined): Fact | undefined {
  return fact && !/^https?:|^@|\//.test(fact.value) ? fact : undefined;
}

function byline(page: DomDocument): Fact | undefined {
  for (const element of page.querySelectorAll(
    '[class~="byline"], [class~="author"], [class~="author-name"], [class*="byline__name"]',
  )) {
    const value = words(element.textContent);
    const name =
      value &&
      /^(?:by:?\s+)?(\p{Lu}[\p{L}'’.-]*(?:\s+(?:\p{Lu}[\p{L}'’.-]*|de|van|von|der|la|al|bin|and|,)){1,6})$/iu.exec(
        value,
      )?.[1];
    if (name) return { value: name, from: "byline" };
  }
  return undefined;
}

function dayOf(fact: Fact | undefined): Fact | undefined {
  const value = fact && dayIn(fact.value);
  return fact && value !== undefined ? { value, from: fact.from } : undefined;
}

/** A title without the site's name that pages put after it. */
function withoutSite(title: Fact, site: Fact | undefined): Fact {
  const parts = title.value.split(/\s+[|–—·»-]\s+/);
  const last = parts.at(-1)?.toLowerCase();
  if (parts.length < 2 || site === undefined || last !== site.value.toLowerCase()) return title;
  return {
    ...title,
    value: title.value.slice(0, title.value.length - (parts.at(-1) as string).length).replace(/\s+[|–—·»-]\s+$/, ""),
  };
}

function words(text: string | null | undefined): string | undefined {
  const line = text?.replace(/\s+/g, " ").trim();
  return line ? line : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
