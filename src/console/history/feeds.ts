import { generateAtomFeed, generateJsonFeed } from "feedsmith";
import { plain } from "#chat";
import type { EditionChanges } from "#editions";
import { type Behind, nameOf, renderChanges } from "./changes.ts";
import { historyHref } from "./links.ts";

/** A feed of editions, whatever its format. */
export type FeedOf = {
  readonly title: string;
  /** The paths of the page that the feed follows and of the feed itself. */
  readonly page: string;
  readonly path: string;
  readonly entries: readonly {
    readonly edition: EditionChanges;
    readonly title: string;
    /** Whether the story has a history page. */
    readonly isThere: boolean;
  }[];
  readonly behind: Behind;
  readonly publisher: string;
  readonly now: number;
};

/** The editions as an Atom feed. */
export async function atomOf(feed: FeedOf): Promise<string> {
  const { title, page, path, behind, publisher } = feed;
  const { origin } = behind;
  const entries = await entriesOf(feed);
  return generateAtomFeed({
    id: `${origin}${path}`,
    title: { value: plain(title), type: "text" },
    updated: newest(feed),
    authors: [{ name: plain(publisher) }],
    links: [
      { href: `${origin}${path}`, rel: "self", type: "application/atom+xml" },
      { href: `${origin}${page}`, rel: "alternate", type: "text/html" },
    ],
    entries: entries.map(({ id, url, title, html, madeAt, updated }) => ({
      ...{ id, updated, published: madeAt },
      title: { value: title, type: "text" },
      links: [{ href: url, rel: "alternate", type: "text/html" }],
      content: { value: html, type: "html" },
    })),
  });
}

/** The editions as JSON Feed 1.1. */
export async function jsonOf(feed: FeedOf): Promise<string> {
  const { title, page, path, behind, publisher } = feed;
  const entries = await entriesOf(feed);
  return JSON.stringify(
    generateJsonFeed({
      title: plain(title),
      home_page_url: `${behind.origin}${page}`,
      feed_url: `${behind.origin}${path}`,
      authors: [{ name: plain(publisher) }],
      items: entries.map(({ id, url, title, html, madeAt, updated }) => ({
        ...{ id, url, title, content_html: html, date_published: madeAt, date_modified: updated },
      })),
    }),
  );
}

async function entriesOf({ entries, behind, page }: FeedOf) {
  return Promise.all(
    entries.map(async ({ edition, title, isThere }) => {
      const { topic, number, madeAtMs, namedAtMs } = edition;
      const id = `${behind.origin}${historyHref(topic, number)}`;
      return {
        id,
        url: isThere ? id : `${behind.origin}${page}`,
        title: plain(`${nameOf(edition)}: ${title}`),
        html: String(await renderChanges(edition, behind)),
        madeAt: new Date(madeAtMs),
        updated: new Date(namedAtMs),
      };
    }),
  );
}

function newest({ entries, now }: FeedOf): Date {
  return new Date(entries.length === 0 ? now : Math.max(...entries.map(({ edition }) => edition.namedAtMs)));
}
