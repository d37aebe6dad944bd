import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { openDesk } from "../../../src/app/adding/open-desk.ts";
import { pageOf, STORY, STORY_HTML } from "../../draft/add/reading.ts";
import { contentFolder } from "../../fixtures/content/folder.ts";
import { type Served, serve } from "../server.ts";

let served: Served | undefined;
afterEach(() => served?.close());

const NOW = Date.parse("2026-11-26T12:00:00Z");
const BOUNDARY = "----nutgraf";
const WIRE = `---\ntitle: Records shared\nurl: https://news.example/a\n---\n${STORY.join("\n\n")}\n`;

async function newsroom(options: object = {}) {
  const folder = await contentFolder({ "sources/wire.md": WIRE });
  served = await serve(await loadLibrary(folder), { adding: () => openDesk(folder, () => NOW), ...options });
  const { url, send } = served;
  const origin = { Origin: url, Host: new URL(url).host };
  const post = (path: string, fields: Readonly<Record<string, string>>, headers: Record<string, string> = origin) =>
    send(path, {
      method: "POST",
      headers: { ...headers, "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  const upload = (name: string, content: string, headers: Record<string, string> = origin) =>
    send("/add", {
      method: "POST",
      headers: { ...headers, "Content-Type": `multipart/form-data; boundary=${BOUNDARY}` },
      body: `--${BOUNDARY}\r\nContent-Disposition: form-data; name="address"\r\n\r\n\r\n--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n${content}\r\n--${BOUNDARY}--\r\n`,
    });
  return { folder, post, upload, send, sources: async () => (await readdir(join(folder, "sources"))).sort() };
}

const tokenIn = (body: string) => /name="token" value="([^"]+)"/.exec(body)?.[1] ?? "";
const valueIn = (body: string, name: string) =>
  new RegExp(`id="${name}" name="${name}" value="([^"]*)"`).exec(body)?.[1];
const trouble = (body: string) =>
  /<p class="notice trouble"[^>]*>(?:<bdi>)?([\s\S]*?)(?:<\/bdi>)?<\/p>/.exec(body)?.[1];
const STORY_2 = pageOf(
  `${STORY_HTML}<p>A new paragraph stands at its end, and says &lt;b&gt;more&lt;/b&gt;.</p>`,
  '<meta property="og:title" content="Agency &lt;i&gt;shared&lt;/i&gt; records"><meta name="author" content="Ann Lee">',
);

describe("adding on the console", () => {
  test("shows a document, takes corrections, and keeps it", async () => {
    const { folder, post, upload, send, sources } = await newsroom();
    expect((await send("/sources")).body).toContain('<a href="/add">Add a source</a>');
    expect((await send("/add")).body).toContain(
      '<form class="fill" method="post" action="/add" enctype="multipart/form-data">',
    );
    const shown = await upload("a.html", STORY_2);
    expect([shown.status, valueIn(shown.body, "author"), valueIn(shown.body, "published")]).toEqual([
      200,
      "Ann Lee",
      "",
    ]);
    expect(shown.body).toContain("web page");
    expect(shown.body).not.toMatch(/<i>shared|<b>more/);
    expect(await sources()).toEqual(["wire.md"]);
    const token = tokenIn(shown.body);
    const wrong = await post("/add/keep", { token, title: "Records", published: "03/04/2026", id: "records" });
    expect([wrong.status, trouble(wrong.body), valueIn(wrong.body, "title")]).toEqual([
      400,
      "The date must be a real one, like 2026-11-20.",
      "Records",
    ]);
    const taken = await post("/add/keep", { token, title: "Records", id: "wire" });
    expect(trouble(taken.body)).toMatch(/^There is a source “wire” already/);
    const kept = await post("/add/keep", {
      token,
      title: "Records",
      author: "",
      url: "https://news.example/b?utm_source=x",
      published: "November 20, 2026",
      id: "records",
    });
    expect([kept.status, kept.body.includes("<h1>Kept</h1>")]).toEqual([200, true]);
    expect(await readFile(join(folder, "sources/records.md"), "utf8")).toMatch(
      /^---\ntitle: Records\nurl: https:\/\/news\.example\/b\npublished: 2026-11-20\n---\nThe inspector/,
    );
    const again = await post("/add/keep", { token, id: "twice" });
    expect([again.status, trouble(again.body)]).toEqual([
      400,
      "That upload has expired: enter the address or choose the file again.",
    ]);
    expect(await sources()).toEqual(["records.md", "wire.md"]);
  });

  test("says what is there already, and what is newer", async () => {
    const { upload } = await newsroom();
    expect((await upload("a.txt", STORY.join("\n\n"))).body).toContain(
      'It is there already, word for word: <a href="/sources/wire">',
    );
    const newer = pageOf(
      `<p>${STORY[0]}</p><p>${STORY[1]}</p><p>Something else is said now, and this time it is said for good.</p>`,
      '<link rel="canonical" href="https://www.news.example/a/">',
    );
    const { body } = await upload("a.html", newer);
    expect(body).toContain('A newer version of <a href="/sources/wire">');
    expect(valueIn(body, "id")).toBe("wire-2");
  });

  test.each([
    ["a.txt", "", /^Name an address, or choose a file\.$|^It is empty: there are no words to keep\.$/],
    ["a.pdf", "%PDF-1.7\nwords", /^It is a damaged PDF, or was cut off/],
  ])("says why %s is refused", async (name, content, says) => {
    const { upload } = await newsroom();
    const { status, body } = await upload(name, content);
    expect([status, trouble(body)]).toEqual([400, expect.stringMatching(says)]);
  });

  test.each(["http://127.0.0.1/", "0x7f.1", "file:///etc/passwd", "/etc/passwd", "http://[::1]/", "localhost"])(
    "never reads what is inside: %s",
    async (address) => {
      const { post } = await newsroom();
      const { status, body } = await post("/add", { address });
      expect(status).toBe(400);
      expect(trouble(body)).toMatch(
        /not an address of the public internet|is not an http or https address|is not known: check the address|cannot be fetched/,
      );
      expect(body).not.toContain("root:");
    },
  );

  test("lists a feed, whose items are read one by one", async () => {
    const { upload } = await newsroom();
    const { body } = await upload(
      "feed.xml",
      '<rss version="2.0"><channel><title>The Post</title><item><title>One &amp;lt;b&amp;gt;</title><link>https://news.example/1</link></item><item><title>Two</title><link>javascript:alert(1)</link></item></channel></rss>',
    );
    expect(body).toContain('<input type="hidden" name="address" value="https://news.example/1">');
    expect(body).toContain("It has no address in the feed.");
    expect(body).not.toContain("javascript:");
  });

  test.each(["/add", "/add/keep"])("%s takes no form of another site", async (path) => {
    const { post, sources } = await newsroom();
    for (const headers of [{ Origin: "https://evil.example" }, {}]) {
      const { status } = await post(
        path,
        { address: "https://news.example/", token: "x" },
        headers as Record<string, string>,
      );
      expect(status).toBe(403);
    }
    expect(await sources()).toEqual(["wire.md"]);
  });

  test("is closed to who is not logged in, and where nothing adds", async () => {
    const { send, post } = await newsroom({ publicUrl: "https://desk.example", password: "correct horse" });
    expect((await send("/add")).status).toBe(303);
    expect((await post("/add", { address: "https://news.example/" })).status).toBe(303);
    expect((await send("/sources")).body).not.toContain("/add");
    await served?.close();
    served = await serve(await loadLibrary("content"));
    expect((await served.send("/add")).status).toBe(404);
    expect((await served.send("/add", { method: "POST" })).status).toBe(405);
  });
});
