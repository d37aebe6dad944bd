import { parseAtomFeed, parseJsonFeed } from "feedsmith";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Library } from "#briefing";
import type { EditionChanges, Said } from "#editions";
import { libraryOf } from "../../fixtures/content/library.ts";
import { story } from "../../fixtures/content/stories.ts";
import { serve } from "../server.ts";

const HOSTILE = `Rail < & > "strike" ]]> 'now'`;
const NOON = Date.parse("2026-11-20T12:00:00Z");
const HOUR = 3_600_000;

const LIBRARY = libraryOf({
  ...story("strike", `title: '${HOSTILE.replaceAll("'", "''")}'`),
  ...story("merger", "title: Quiet merger\naudience: [slack:T1]"),
});

const WITHDRAWN: Library = {
  ...LIBRARY,
  briefings: LIBRARY.briefings.filter(({ topic }) => topic !== "strike"),
  briefing: (topic) => (topic === "strike" ? undefined : LIBRARY.briefing(topic)),
  citing: () => [],
  withdrawal: () => ({ kind: "withdrawal", why: "Wrong.", of: "", isCurrent: true, isCertain: true }),
};

function said(text: string): Said {
  return { text, cites: [["strike-wire", "0-10", `will <b>be</b> ${text}`]] };
}

function edition(more: Partial<EditionChanges> = {}): EditionChanges {
  return {
    ...{ topic: "strike", number: 3, kind: "correction", why: "It was <b>Friday</b>. ]]>" },
    ...{ isFirst: false, isGone: false, madeAtMs: NOON, namedAtMs: NOON + HOUR },
    replaced: [{ was: said("Old words."), now: said("New words.") }],
    added: [{ now: said("Added <script>words</script>.") }],
    removed: [{}],
    ...more,
  };
}

const FIRST = { number: 1, isFirst: true, replaced: [], added: [], removed: [], madeAtMs: NOON - HOUR };
const EDITIONS = [edition(), edition({ ...FIRST, kind: "update", why: "The first.", namedAtMs: NOON - HOUR })] as const;

async function open(options: Parameters<typeof serve>[1] = {}) {
  const asked: string[] = [];
  const served = await serve(LIBRARY, {
    publicUrl: "https://news.example.org",
    password: "open-sesame-for-all",
    record: {
      async history(topic) {
        asked.push(topic);
        return EDITIONS;
      },
      corrections: async () => [
        EDITIONS[0],
        edition({ topic: "merger", why: "Secret." }),
        edition({ topic: "gone", kind: "withdrawal", isGone: true, replaced: [], added: [], removed: [{}] }),
      ],
    },
    ...options,
  });
  onTestFinished(() => served.close());
  return { ...served, asked };
}

describe("what changed in a story", () => {
  test("is a page with each edition's differences, linked from the briefing's own", async () => {
    const { send } = await open();
    const briefing = (await send("/briefings/strike")).body;
    expect(briefing).toContain('href="/briefings/strike/history"');
    expect(briefing).toMatch(
      /<link rel="alternate" type="application\/atom\+xml" [^>]*\/briefings\/strike\/history.atom"/,
    );
    expect(briefing).toMatch(/<link rel="alternate" type="application\/feed\+json" [^>]*\/history.json"/);
    const { status, body } = await send("/briefings/strike/history");
    expect(status).toBe(200);
    for (const words of [
      "Old words.",
      "New words.",
      "Correction",
      "It was &lt;b&gt;Friday",
      "1 statement is not repeated",
    ])
      expect(body).toContain(words);
    expect(body).toContain('id="edition-3"');
    expect(body).not.toMatch(/<script>|<img|<b>be/);
  });

  test("is an Atom feed that feedsmith reads back, whatever its title is", async () => {
    const { send } = await open();
    const { status, headers, body } = await send("/briefings/strike/history.atom");
    expect(status).toBe(200);
    expect(headers["content-type"]).toMatch(/^application\/atom\+xml/);
    expect(headers["cache-control"]).toBe("public, no-cache");
    const feed = parseAtomFeed(body);
    const page = "https://news.example.org/briefings/strike/history";
    expect(feed).toMatchObject({
      id: `${page}.atom`,
      title: { value: `What changed in ${HOSTILE}` },
      updated: new Date(NOON + HOUR).toISOString(),
      links: [
        { rel: "self", href: `${page}.atom` },
        { rel: "alternate", href: page },
      ],
    });
    const [entry, first] = feed.entries ?? [];
    expect(entry).toMatchObject({
      id: `${page}#edition-3`,
      title: { value: `Correction: ${HOSTILE}` },
      published: new Date(NOON).toISOString(),
      updated: new Date(NOON + HOUR).toISOString(),
    });
    expect(entry?.content?.value).toContain("Old words.");
    expect(entry?.content?.value).toContain("https://news.example.org/sources/strike-wire?at=0-10");
    expect(entry?.content?.value).not.toContain("<script>");
    expect(first?.title?.value).toContain("First edition");
  });

  test("is a JSON Feed that feedsmith reads back", async () => {
    const { send } = await open();
    const { headers, body } = await send("/briefings/strike/history.json");
    expect(headers["content-type"]).toMatch(/^application\/feed\+json/);
    expect(JSON.parse(body).version).toBe("https://jsonfeed.org/version/1.1");
    const feed = parseJsonFeed(body);
    expect(feed).toMatchObject({
      title: `What changed in ${HOSTILE}`,
      feed_url: "https://news.example.org/briefings/strike/history.json",
      items: [
        { date_published: new Date(NOON).toISOString(), date_modified: new Date(NOON + HOUR).toISOString() },
        { title: `First edition on record: ${HOSTILE}` },
      ],
    });
  });

  test.each(["", ".atom", ".json"])("is of briefings for everyone alone: history%s", async (end) => {
    const { send, asked } = await open();
    for (const topic of ["merger", "nothing-such", "..%2Fstrike"]) {
      const { status, body } = await send(`/briefings/${topic}/history${end}`);
      expect(status).toBe(404);
      expect(body).not.toContain("words.");
    }
    expect(asked).toEqual([]);
    const loggedIn = await open({ password: undefined, publicUrl: undefined } as object);
    expect((await loggedIn.send(`/briefings/merger/history${end}`)).status).toBe(404);
  });

  test("is asked for again only if it is another by now", async () => {
    const { send } = await open();
    const { headers } = await send("/corrections.atom");
    const again = await send("/corrections.atom", { headers: { "If-None-Match": `W/${headers.etag}` } });
    expect([again.status, again.body]).toEqual([304, ""]);
    expect((await send("/corrections.atom", { headers: { "If-None-Match": '"other"' } })).status).toBe(200);
  });
});

describe("all corrections", () => {
  test("are a page and a feed, with those of a story that is gone and without restricted ones", async () => {
    const { send } = await open();
    const page = (await send("/corrections")).body;
    expect(page).toContain('href="/briefings/strike/history#edition-3"');
    expect(page).toContain('href="/corrections.atom"');
    expect(page).toContain("Withdrawal");
    expect(page).not.toContain('href="/briefings/gone');
    const feed = (await send("/corrections.atom")).body;
    expect(parseAtomFeed(feed).entries?.map(({ title }) => title?.value)).toEqual([
      `Correction: ${HOSTILE}`,
      "Withdrawal: gone",
    ]);
    expect(page + feed).not.toMatch(/merger|Secret/);
  });

  test("repeat no word of a story that is withdrawn, also before its withdrawal is on record", async () => {
    const { send } = await open({
      library: () => WITHDRAWN,
      record: { history: async () => EDITIONS, corrections: async () => [EDITIONS[0]] },
    });
    for (const path of ["/corrections", "/corrections.atom"]) {
      const { status, body } = await send(path);
      expect([path, status, body.includes("Correction")]).toEqual([path, 200, true]);
      for (const words of ["Old words", "New words", "Added", "Friday", "Rail"]) expect(body).not.toContain(words);
    }
  });

  test.each(["", ".atom", ".json"])(
    "history%s of a story that is withdrawn while its record is read is gone",
    async (end) => {
      let library: Library = LIBRARY;
      const history = async () => {
        library = WITHDRAWN;
        return EDITIONS;
      };
      const { send } = await open({ library: () => library, record: { history, corrections: async () => [] } });
      const { status, body } = await send(`/briefings/strike/history${end}`);
      expect(status).toBe(404);
      for (const words of ["Old words", "New words", "Rail"]) expect(body).not.toContain(words);
    },
  );

  test("of which there are none make a valid feed", async () => {
    const { send } = await open({ record: { history: async () => [], corrections: async () => [] } });
    expect(parseAtomFeed((await send("/corrections.atom")).body)).toMatchObject({ title: { value: "Corrections" } });
    expect((await send("/corrections")).body).toContain("Nothing has been corrected.");
    expect(parseJsonFeed((await send("/briefings/strike/history.json")).body).title).toContain("What changed");
  });

  test("are nowhere where nothing is kept", async () => {
    const { send } = await open({ record: undefined } as object);
    for (const path of ["/corrections", "/corrections.atom", "/briefings/strike/history"])
      expect((await send(path)).status).toBe(404);
    expect((await send("/briefings/strike")).body).not.toMatch(/history|corrections/);
  });
});
