import { describe, expect, test } from "vitest";
import { pageOf, readHere, STORY, STORY_HTML, valuesOf, whyNot } from "../reading.ts";

const TEXT = `${STORY.join("\n\n")}\n`;
const json = (value: object) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;

/** What stands in the head of a page, and the facts that it gives. */
const FACTS: readonly (readonly [string, string, Record<string, string>])[] = [
  ["nothing", "", {}],
  [
    "JSON-LD",
    json({
      "@context": "https://schema.org",
      "@graph": [
        { "@type": "Organization", "@id": "#org", name: "The Example Post" },
        {
          "@type": "NewsArticle",
          headline: "Agency shared  records",
          author: [{ "@type": "Person", name: "Ann Lee" }, { name: "Bo Chen" }],
          publisher: { "@id": "#org" },
          datePublished: "2026-11-20T23:30:00-05:00",
          url: "https://www.news.example/a",
        },
      ],
    }),
    {
      title: "Agency shared records",
      author: "Ann Lee, Bo Chen",
      publisher: "The Example Post",
      published: "2026-11-20",
      url: "https://www.news.example/a",
    },
  ],
  [
    "OpenGraph and meta tags",
    '<title>Agency | The Post</title><meta property="og:title" content="Agency"><meta property="og:site_name" content="The Post"><meta name="author" content="By Ann Lee"><meta property="article:published_time" content="2026-11-20T10:00:00Z"><meta property="og:url" content="https://news.example/a?utm_medium=x&amp;id=7#top">',
    {
      title: "Agency",
      publisher: "The Post",
      author: "Ann Lee",
      published: "2026-11-20",
      url: "https://news.example/a?id=7",
    },
  ],
  [
    "a title with the site's name",
    '<title>Agency said no – The Post</title><meta property="og:site_name" content="The Post">',
    { title: "Agency said no", publisher: "The Post" },
  ],
  ["an author that is an address", '<meta property="article:author" content="https://social.example/ann">', {}],
  [
    "days that are none",
    '<meta name="date" content="03/04/2026"><meta property="og:title" content="A">',
    { title: "A" },
  ],
  ["JSON-LD that is broken", '<script type="application/ld+json">{"headline": "A</script>', {}],
];

describe("a web page", () => {
  test.each(FACTS)("with %s gives what it says, and nothing else", async (_, head, facts) => {
    const document = await readHere(pageOf(STORY_HTML, head), "page.html");
    expect(valuesOf(document.facts)).toEqual(facts);
    expect(document.text).toBe(TEXT);
  });

  test("gives what its readers see: heading, byline and time", async () => {
    const article = `<header><h1>Agency shared records</h1><p class="byline">By Ann Lee</p><time datetime="2026-11-20T08:00">today</time></header>${STORY_HTML}`;
    const { facts, text } = await readHere(pageOf(article), "page.html");
    expect(valuesOf(facts)).toEqual({ title: "Agency shared records", author: "Ann Lee", published: "2026-11-20" });
    expect(text).toContain(TEXT.trim());
    expect(text).not.toMatch(/Home|rights reserved/);
  });

  test("keeps headings, lists, cells and line breaks apart", async () => {
    const { text } = await readHere(
      pageOf(
        `<h2>Findings</h2>${STORY_HTML}<ul><li>one  point</li><li>two</li></ul><table><tr><th>Office</th><th>Records</th></tr><tr><td>North</td><td>1,204</td></tr></table><p>Line one<br>line two</p>`,
      ),
      "page.html",
    );
    expect(text).toBe(
      `Findings\n\n${TEXT}\none point\n\ntwo\n\nOffice\tRecords\n\nNorth\t1,204\n\nLine one\nline two\n`,
    );
  });

  test.each([
    ["style", '<p style="display:none">Unseen words stand here.</p>'],
    ["attribute", "<p hidden>Unseen words stand here.</p>"],
    ["size", '<span style="font-size:0">Unseen words stand here.</span>'],
    ["place", '<div style="position:absolute;left:-9999px">Unseen words stand here.</div>'],
    ["rule", "<style>.x { color: red; display: none }</style><p class=x>Unseen words stand here.</p>"],
    ["name", '<p class="sr-only">Unseen words stand here.</p>'],
  ])("loses what is hidden by %s, and says so", async (_, hidden) => {
    const { text, notes } = await readHere(pageOf(STORY_HTML + hidden), "page.html");
    expect(text).toBe(TEXT);
    expect(notes).toEqual(["1 part of the page that readers do not see left out"]);
  });

  test.each([
    ["its own encoding", '<html><head><meta charset="windows-1252"></head>', "B\u00fcro", []],
    [
      "a wrong one",
      '<html><head><meta charset="utf-8"></head>',
      "B\u00fcro",
      [expect.stringContaining("read as Windows-1252, although it claims to be utf-8")],
    ],
    [
      "another's name for UTF-8",
      '<html><head><meta charset="iso-8859-1"></head>',
      Buffer.from("Büro").toString("latin1"),
      [expect.stringContaining("read as UTF-8, although it claims to be windows-1252")],
    ],
  ])("that says %s is read as it is meant", async (_, head, word, notes) => {
    const document = await readHere(
      Buffer.from(`${head}<body><article>${STORY_HTML}<p>Das ${word} sagte das.</p></article></body></html>`, "latin1"),
      "page.html",
    );
    expect(document.text).toContain("Das Büro sagte das.");
    expect(document.notes).toEqual(notes);
  });

  test.each([
    [
      "consent",
      "<h1>We value your privacy</h1><p>We and our 842 partners store cookies.</p><button>Accept all</button><p>Manage your privacy choices. This site uses cookies.</p>",
      /^The site showed a consent page instead of the article: open it in a browser/,
    ],
    [
      "a paywall",
      `<p>${STORY[0]}</p><p>Subscribe to continue reading. Already a subscriber? Log in.</p>`,
      /^Only the beginning of the article came, the rest is for subscribers/,
    ],
    [
      "a check",
      "<h1>Just a moment...</h1><p>Verify you are human. Enable JavaScript and cookies to continue</p>",
      /^The site showed a robot check/,
    ],
    [
      "scripts alone",
      '<div id="root"></div><script>render()</script>',
      /^The page holds no words until its scripts run/,
    ],
  ])("that is %s in the article's place is refused", async (_, body, says) => {
    expect(await whyNot(`<!doctype html><html><body>${body}</body></html>`, "page.html")).toMatch(says);
  });

  test("that names a paywall in passing, with all of its words, is read", async () => {
    const long = Array.from({ length: 8 }, (_, at) => `<p>${at}. ${STORY[at % 3]}</p>`).join("");
    const { text } = await readHere(pageOf(`${long}<p>Subscribe to continue reading us tomorrow.</p>`), "page.html");
    expect(text).toContain("7. Officials said on record");
  });
});
