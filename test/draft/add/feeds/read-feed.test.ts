import { describe, expect, test } from "vitest";
import { type Feed, openDocument } from "#draft";
import { LOCAL, siteOf } from "../web.ts";

async function feed(text: string): Promise<Feed> {
  const opened = await openDocument({ name: "feed.xml", bytes: Buffer.from(text) });
  if (opened.kind !== "feed") expect.fail(JSON.stringify(opened));
  return opened.feed;
}

const rss = (items: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title><link>https://news.example/</link>${items}</channel></rss>`;
const item = (title: string, link: string, date = "", guid = "") =>
  `<item><title>${title}</title><link>${link}</link>${date && `<pubDate>${date}</pubDate>`}${guid && `<guid isPermaLink="false">${guid}</guid>`}</item>`;

describe("a feed", () => {
  test("of RSS lists its items, newest first, those without a day last", async () => {
    const items = [
      item("Old", "/old", "Wed, 18 Nov 2026 10:00:00 GMT"),
      item("Undated", "/u", "soon"),
      item("New &lt;b&gt;one&lt;/b&gt;", "https://news.example/new?utm_source=rss", "Fri, 20 Nov 2026 10:00:00 GMT"),
    ];
    expect(await feed(rss(items.join("")))).toEqual({
      kind: "RSS feed",
      title: "The Post",
      items: [
        { title: "New one", url: "https://news.example/new", published: "2026-11-20" },
        { title: "Old", url: "https://news.example/old", published: "2026-11-18" },
        { title: "Undated", url: "https://news.example/u" },
      ],
    });
  });

  test("of Atom and of JSON likewise", async () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry><id>u</id><title>One</title><link rel="self" href="https://x.example/self"/><link rel="alternate" href="https://x.example/1"/><updated>2026-11-20T00:00:00Z</updated></entry></feed>`;
    const json = JSON.stringify({
      version: "https://jsonfeed.org/version/1.1",
      title: "J",
      items: [{ id: "1", url: "https://x.example/1", title: "One", date_published: "2026-11-20T23:00:00-05:00" }],
    });
    const items = [{ title: "One", url: "https://x.example/1", published: "2026-11-20" }];
    expect(await feed(atom)).toEqual({ kind: "Atom feed", title: "A", items });
    expect(await feed(json)).toEqual({ kind: "JSON feed", title: "J", items });
  });

  test.each([
    ["the same id", item("A", "/a", "", "g1") + item("A again", "/b", "", "g1")],
    [
      "the same address but for what tracks people",
      item("A", "https://news.example/a/?utm_source=x") + item("A", "http://www.news.example/a"),
    ],
    [
      "the same title and day",
      item("A", "/a", "Fri, 20 Nov 2026 10:00:00 GMT") + item("A", "/c", "Fri, 20 Nov 2026 10:00:00 GMT"),
    ],
  ])("lists an item once that comes with %s", async (_, items) => {
    expect((await feed(rss(items))).items).toHaveLength(1);
  });

  test("gives no address that is none", async () => {
    const { items } = await feed(rss(item("A", "javascript:alert(1)") + item("B", "https://me:secret@news.example/")));
    expect(items).toEqual([{ title: "A" }, { title: "B" }]);
  });

  test("that is fetched goes on from where it came", async () => {
    const site = await siteOf({ "/feed": rss(item("A", "/a")).replace("<link>https://news.example/</link>", "") });
    const opened = await openDocument(`${site.url}/feed`, LOCAL);
    expect(opened.kind === "feed" && opened.feed.items).toEqual([{ title: "A", url: `${site.url}/a` }]);
  });
});
