import { parseFeed } from "feedsmith";
import { dayIn } from "../document/days.ts";
import type { Feed, Item } from "../document/document.ts";
import { Refusal } from "../document/refusal.ts";
import { addressKey, cleanAddress } from "../document/web-address.ts";

const MOST_ITEMS = 1_000;

/** Reads an RSS, Atom or JSON feed. `url`: where it was fetched from, from which its addresses go on. @throws Refusal */
export function readFeed(text: string, url?: string): Feed {
  const { format, feed } = parse(text);
  const { title, base, items } = entriesOf(format, feed as Shape);
  const from = url ?? base;
  const seen = new Set<string>();
  const found: (Item & { readonly instant: number })[] = [];
  for (const { ids, link, ...rest } of items.slice(0, MOST_ITEMS)) {
    const address = link === undefined ? undefined : cleanAddress(link, from);
    const said = plain(rest.title);
    const date = rest.date ?? "";
    const keys = [
      ...ids.map((id) => `id ${id}`),
      ...(address ? [`at ${addressKey(address)}`] : []),
      ...(said && date ? [`said ${said.toLowerCase()} ${date}`] : []),
    ];
    if (keys.some((key) => seen.has(key))) continue;
    for (const key of keys) seen.add(key);
    const published = dayIn(date);
    const instant = Date.parse(date);
    found.push({
      title: said || address || "without a title",
      ...(address && { url: address }),
      ...(published && { published }),
      instant: Number.isNaN(instant) ? Number.NEGATIVE_INFINITY : instant,
    });
  }
  const inOrder = found.sort((a, b) => (a.instant === b.instant ? 0 : b.instant - a.instant));
  const name = plain(title);
  return {
    kind: FORMATS[format] ?? "feed",
    ...(name && { title: name }),
    items: inOrder.map(({ instant: _, ...item }) => item),
  };
}

const FORMATS: Readonly<Record<string, string>> = {
  rss: "RSS feed",
  atom: "Atom feed",
  json: "JSON feed",
  rdf: "RSS feed",
};

/** As much of what feedsmith finds as is read: every part may be missing. */
type Words = string | { readonly value?: string };
type Link = { readonly href?: string; readonly rel?: string };
type Shape = {
  readonly title?: Words;
  readonly link?: string;
  readonly links?: readonly Link[];
  readonly home_page_url?: string;
  readonly items?: readonly {
    readonly id?: string;
    readonly title?: Words;
    readonly link?: string;
    readonly url?: string;
    readonly external_url?: string;
    readonly guid?: { readonly value?: string; readonly isPermaLink?: boolean };
    readonly pubDate?: string;
    readonly date_published?: string;
    readonly dc?: { readonly dates?: readonly string[]; readonly date?: string };
  }[];
  readonly entries?: readonly {
    readonly id?: string;
    readonly title?: Words;
    readonly links?: readonly Link[];
    readonly published?: string;
    readonly updated?: string;
  }[];
};
type Entry = {
  readonly ids: readonly string[];
  readonly title: Words | undefined;
  readonly link: string | undefined;
  readonly date: string | undefined;
};

function parse(text: string): { readonly format: string; readonly feed: unknown } {
  try {
    return parseFeed(text);
  } catch (cause) {
    throw new Refusal(
      "The feed cannot be read: it is not well-formed RSS, Atom or JSON Feed. Name the page of the article instead",
      { cause },
    );
  }
}

function entriesOf(
  format: string,
  feed: Shape,
): { title: Words | undefined; base: string | undefined; items: readonly Entry[] } {
  if (format === "atom") {
    const items = (feed.entries ?? []).map(({ id, title, links, published, updated }) => ({
      ids: id ? [id] : [],
      title,
      link: alternate(links),
      date: published ?? updated,
    }));
    return { title: feed.title, base: alternate(feed.links), items };
  }
  const items = (feed.items ?? []).map(({ id, title, link, url, external_url, guid, pubDate, date_published, dc }) => {
    const own = guid?.value ?? id;
    const permanent = guid?.isPermaLink !== false && /^https?:/.test(guid?.value ?? "") ? guid?.value : undefined;
    return {
      ids: own ? [own] : [],
      title,
      link: link ?? url ?? external_url ?? permanent,
      date: pubDate ?? date_published ?? dc?.dates?.[0] ?? dc?.date,
    };
  });
  return { title: feed.title, base: feed.link ?? feed.home_page_url, items };
}

function alternate(links: readonly Link[] = []): string | undefined {
  return (links.find(({ rel }) => rel === undefined || rel === "alternate") ?? links[0])?.href;
}

/** A title's words: feeds hold HTML in them, declared or not. */
function plain(title: Words | undefined): string {
  const words = typeof title === "string" ? title : (title?.value ?? "");
  return words
    .replace(/<[^<>]{0,200}>/g, "")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 300);
}
