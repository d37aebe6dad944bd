import type { LookupFunction } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type OpenOptions, openDocument } from "#draft";
import { mayRead } from "../../../../src/draft/add/fetch/robots.ts";
import { isPublic } from "../../../../src/draft/add/fetch/unicast.ts";
import { column, pdfOf } from "../../../fixtures/pdf.ts";
import { pageOf, STORY, STORY_HTML, valuesOf } from "../reading.ts";
import { LOCAL, siteOf, withoutRobots } from "../web.ts";

const PAGE = pageOf(STORY_HTML, '<meta property="og:title" content="Agency shared records">');
const why = async (address: string, options: OpenOptions = LOCAL) => {
  const opened = await openDocument(address, options);
  return opened.kind === "refused" ? opened.why : `not refused: ${JSON.stringify(opened)}`;
};
const answers =
  (address: string): LookupFunction =>
  (_, options, callback) =>
    options.all ? callback(null, [{ address, family: address.includes(":") ? 6 : 4 }]) : callback(null, address, 4);

describe("an address", () => {
  test("is fetched, and says where it stands and when it was retrieved", async () => {
    const site = await siteOf(withoutRobots((_, response) => void response.end(PAGE)));
    const opened = await openDocument(`${site.url}/a?utm_source=x#top`, LOCAL);
    if (opened.kind !== "document") return expect.fail(JSON.stringify(opened));
    expect(opened.document.text).toBe(`${STORY.join("\n\n")}\n`);
    expect(valuesOf(opened.document.facts)).toEqual({ title: "Agency shared records", url: `${site.url}/a` });
    expect(opened.document.retrieved).toBe("2026-11-26");
    expect(site.asked).toEqual(["/robots.txt", "/a?utm_source=x"]);
  });

  test("of a PDF gives its words", async () => {
    const bytes = pdfOf([column(STORY)]);
    const site = await siteOf(
      withoutRobots((_, response) => void response.writeHead(200, { "content-type": "application/pdf" }).end(bytes)),
    );
    const opened = await openDocument(`${site.url}/report`, LOCAL);
    expect(opened.kind === "document" && opened.document.kind).toBe("PDF");
  });

  test("follows redirects, and takes the page's own address on its own site alone", async () => {
    const head = '<link rel="canonical" href="/story?id=1">';
    const other = '<link rel="canonical" href="https://other.example/story">';
    const site = await siteOf((request, response) => {
      if (request.url === "/old") return response.writeHead(301, { location: "/new" }).end();
      if (request.url === "/robots.txt") return response.writeHead(404).end();
      response.writeHead(200, { "content-type": "text/html" });
      return response.end(pageOf(STORY_HTML, request.url === "/new" ? head : other));
    });
    const own = await openDocument(`${site.url}/old`, LOCAL);
    expect(own.kind === "document" && valuesOf(own.document.facts)).toEqual({ url: `${site.url}/story?id=1` });
    const foreign = await openDocument(`${site.url}/b`, LOCAL);
    expect(foreign.kind === "document" && [valuesOf(foreign.document.facts), foreign.document.notes]).toEqual([
      { url: `${site.url}/b` },
      ["it names https://other.example/story as its own address, on another site: not taken"],
    ]);
  });
});

/** Names and notations of addresses that lead inward. */
const INWARD = [
  "http://127.0.0.1/",
  "http://2130706433/",
  "http://0177.0.0.1/",
  "http://0x7f000001/",
  "http://127.1/",
  "http://①②⑦.0.0.1/",
  "http://0/",
  "http://10.0.0.1/",
  "http://192.168.1.1/",
  "http://169.254.169.254/latest/meta-data/",
  "http://100.64.0.1/",
  "http://[::1]/",
  "http://[::]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:7f00:1]/",
  "http://[::127.0.0.1]/",
  "http://[64:ff9b::127.0.0.1]/",
  "http://[64:ff9b:1::8.8.8.8]/",
  "http://[2002:7f00:1::]/",
  "http://[2001:0:7f00:1::]/",
  "http://[fe80::1]/",
  "http://[fc00::1]/",
  "http://[fec0::1]/",
];

describe("an address that leads inward", () => {
  test.each(INWARD)("is refused: %s", async (address) => {
    expect(await why(address, {})).toMatch(
      /is not an address of the public internet: save the page from a browser there, and add the file$/,
    );
  });

  test.each(["127.0.0.1", "10.1.2.3", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "fd00::1"])(
    "is refused when a name leads to %s",
    async (address) => {
      expect(await why("http://news.example/a", { lookup: answers(address) })).toContain(
        "is not an address of the public internet",
      );
    },
  );

  test("is refused when a name leads there the second time", async () => {
    const site = await siteOf((_, response) => void response.writeHead(404, { connection: "close" }).end());
    let asked = 0;
    const lookup: LookupFunction = (name, options, callback) =>
      answers(asked++ === 0 ? "127.0.0.1" : "127.0.0.2")(name, options, callback);
    // Each request asks for the name again: this site keeps no connection.
    const said = await why(`http://news.example:${site.port}/a`, { ...LOCAL, lookup });
    expect(said).toContain("news.example (127.0.0.2) is not an address of the public internet");
    expect(site.asked).toEqual(["/robots.txt"]);
  });

  test.each(["http://127.0.0.2:8001/", "http://[::1]:8001/", "http://0x7f.2/", "file:///etc/passwd", "//10.0.0.1/"])(
    "is refused as the end of a redirect: %s",
    async (location) => {
      const site = await siteOf(withoutRobots((_, response) => void response.writeHead(302, { location }).end()));
      expect(await why(`${site.url}/a`)).toMatch(
        /not an address of the public internet|is not an http or https address/,
      );
    },
  );

  test.each(["8.8.8.8", "1.1.1.1", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])(
    "%s is none",
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );
});

describe("a site that means no good", () => {
  const refusals: readonly (readonly [string, Parameters<typeof siteOf>[0], OpenOptions, RegExp])[] = [
    [
      "redirects without end",
      withoutRobots((request, response) => void response.writeHead(302, { location: `${request.url}x` }).end()),
      {},
      /is redirected more than 5 times/,
    ],
    [
      "never answers",
      withoutRobots(() => {}),
      { limits: { fetchMs: 300 } },
      /did not answer within 0\.3 seconds: try again later$/,
    ],
    [
      "never ends",
      withoutRobots((_, response) => void response.writeHead(200).write("word ")),
      { limits: { fetchMs: 300 } },
      /did not answer within 0\.3 seconds/,
    ],
    [
      "sends more than is read",
      withoutRobots((_, response) => void response.writeHead(200).end("word ".repeat(1000))),
      { limits: { bytes: 1024 } },
      /is larger than 1 KB when unpacked/,
    ],
    [
      "sends a gzip bomb",
      withoutRobots(
        (_, response) =>
          void response
            .writeHead(200, { "content-encoding": "gzip", "content-type": "text/html" })
            .end(gzipSync(Buffer.alloc(80 * 1024 * 1024, 0x20))),
      ),
      {},
      /is larger than 32 MB when unpacked/,
    ],
    [
      "sends damaged gzip",
      withoutRobots((_, response) => void response.writeHead(200, { "content-encoding": "gzip" }).end("no gzip")),
      {},
      /sends something damaged/,
    ],
    [
      "sends a picture",
      withoutRobots((_, response) => void response.writeHead(200, { "content-type": "image/png" }).end("x")),
      {},
      /is a picture \(image\/png\), which holds no text to quote$/,
    ],
    [
      "breaks off",
      withoutRobots((_, response) => void response.destroy()),
      {},
      /can't be reached, or dropped the connection/,
    ],
    ["has no such page", {}, {}, /has no such page \(404\): open/],
    [
      "wants a log-in",
      withoutRobots((_, response) => void response.writeHead(401).end()),
      {},
      /wants a log-in \(401\)/,
    ],
    [
      "forbids all",
      { "/robots.txt": "User-agent: *\nDisallow: /", "/a": PAGE },
      {},
      /asks programs not to read this page \(robots\.txt\): save it in a browser, and add the file$/,
    ],
    [
      "cannot say what is forbidden",
      (_, response) => void response.writeHead(503).end(),
      {},
      /cannot say just now what programs may read \(robots\.txt: 503\)/,
    ],
    [
      "has the wall in its place",
      withoutRobots(
        (_, response) =>
          void response
            .writeHead(200, { "content-type": "text/html" })
            .end(
              "<html><body><p>We value your privacy. Accept all cookies.</p><p>Manage your privacy</p></body></html>",
            ),
      ),
      {},
      /^The site showed a consent page instead of the article/,
    ],
  ];
  test.each(refusals)("%s", async (_, answer, options, says) => {
    const site = await siteOf(answer);
    expect(await why(`${site.url}/a`, { ...LOCAL, ...options })).toMatch(says);
  });

  test.each([
    [
      "http://me:secret@news.example/",
      /^The address contains a user name or password, which would be kept: leave them out$/,
    ],
    ["ftp://news.example/a", /^ftp:\/\/news\.example\/a is not an http or https address: name a page, or a file$/],
    ["file:///etc/passwd", /is not an http or https address/],
    ["javascript:alert(1)", /is not an http or https address/],
    ["http://news.example:22/", /names a port that web pages can't use: check the address$/],
    ["http://", /is not an http or https address/],
  ])("%s is no address", async (address, says) => {
    expect(await why(address, {})).toMatch(says);
  });
});

describe("robots.txt", () => {
  const GROUPS =
    "User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\nDisallow: /q?*id=\n";
  test.each([
    ["/", true],
    ["/private/a", false],
    ["/private/open/a", true],
    ["/a.pdf", false],
    ["/a.pdf?x", true],
    ["/q?a=1&id=2", false],
  ])("for all lets %s be read: %s", (path, allowed) => expect(mayRead(GROUPS, path)).toBe(allowed));

  test.each([
    ["User-agent: Nutgraf\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", true],
    ["User-agent: Nutgraf\nDisallow: /a\n\nUser-agent: *\nAllow: /", "/a", false],
    ["User-agent: *\nUser-agent: nutgraf/2.0\nDisallow: /", "/a", false],
    ["User-agent: nutgraf\nDisallow:\n\nUser-agent: *\nDisallow: /", "/a", true],
    ["\ufeffuser-agent:*\ndisallow:/ # all", "/a", false],
    ["Disallow: /", "/a", true],
    ["<html>not found</html>", "/a", true],
    ["User-agent: *\nDisallow: /caf\u00e9", "/caf%C3%A9", false],
  ])("%j for %s: %s", (robots, path, allowed) => expect(mayRead(robots, path)).toBe(allowed));

  test.each([`Allow: /a${" ".repeat(400_000)}b`, `a:${" ".repeat(400_000)}#\u2028`, ":".repeat(500_000)])(
    "a hostile line of it is read in no time",
    (line) => expect(mayRead(`User-agent: *\n${line}\nDisallow: /x`, "/x")).toBe(false),
  );

  test("is quick with patterns made to be slow", () => {
    const pattern = `/${"*a".repeat(2_000)}$`;
    const before = performance.now();
    mayRead(`User-agent: *\nDisallow: ${pattern}`, `/${"a".repeat(4_000)}b`);
    expect(performance.now() - before).toBeLessThan(500);
  });
});
