import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { STORY, sourceText } from "../draft/add/reading.ts";
import { checked } from "../fixtures/content/checked.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { programs, withoutProgress } from "../fixtures/processes/program.ts";

const { run } = programs();
const TITLED = `Agency Shared Records Without Safeguards\n\nBy Ann Lee\n\n5 min read\n\n${STORY.join("\n\n")}`;
const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>The Post</title>${["One", "Two"].map((title, at) => `<item><title>${title}</title><link>http://127.0.0.1/${at}</link><pubDate>Fri, ${20 - at} Nov 2026 10:00:00 GMT</pubDate></item>`).join("")}<item><title>Three</title></item></channel></rss>`;

const newsroom = async (files: Readonly<Record<string, string>>) => {
  const folder = await contentFolder(files);
  const add = (...args: string[]) => run("add", args, { CONTENT_DIR: folder });
  return { folder, add, path: (name: string) => join(folder, name) };
};

describe("npm run add", () => {
  test("shows what it found, keeps nothing without a yes, and then keeps it", async () => {
    const { folder, add, path } = await newsroom({ "a.txt": TITLED });
    const shown = await add(path("a.txt"));
    expect(shown.out).toContain("title      “Agency Shared Records Without Safeguards” (its first line)");
    expect(shown.out).toContain("author     “Ann Lee” (byline)");
    expect(shown.out).toContain("url        not given");
    expect(shown.out).toContain("left out   “5 min read”");
    expect([shown.code, withoutProgress(shown.err)]).toEqual([
      1,
      expect.stringMatching(/^Nothing was kept: say --yes to keep it as it is shown\./),
    ]);
    expect(await readdir(path("sources"))).toEqual([]);
    const kept = await add(path("a.txt"), "--yes");
    expect([kept.code, withoutProgress(kept.err), kept.out.split("\n").at(-2)]).toEqual([
      0,
      "",
      `Kept as ${folder}/sources/agency-shared-records-without-safeguards.md.`,
    ]);
    const file = await readFile(path("sources/agency-shared-records-without-safeguards.md"), "utf8");
    expect(file).toBe(
      `---\ntitle: Agency Shared Records Without Safeguards\nauthor: Ann Lee\n---\n${STORY.join("\n\n")}\n`,
    );
    const again = await add(path("a.txt"), "--yes");
    expect([again.code, again.out]).toEqual([
      0,
      expect.stringContaining(
        "It is there already, word for word: agency-shared-records-without-safeguards. Nothing to keep.",
      ),
    ]);
    expect((await checked(folder)).isWell).toBe(true);
  });

  test("takes what it is told over what the document says", async () => {
    const { add, path } = await newsroom({ "a.txt": TITLED });
    const facts = [
      "--title",
      "Records",
      "--author",
      "",
      "--publisher",
      "The Post",
      "--url",
      "https://news.example/a?utm_source=x",
      "--published",
      "Nov. 20, 2026",
      "--id",
      "records",
    ];
    expect((await add(path("a.txt"), "--yes", ...facts)).code).toBe(0);
    expect(await readFile(path("sources/records.md"), "utf8")).toMatch(
      /^---\ntitle: Records\npublisher: The Post\nurl: https:\/\/news\.example\/a\npublished: 2026-11-20\n---\nThe inspector/,
    );
  });

  test("says which statements quoted what a newer version no longer says", async () => {
    const briefing = await readFile("content/briefings/irs-data-sharing.md", "utf8");
    const sources = Object.fromEntries(
      await Promise.all(
        ["irs-summary", "irs-watchdog"].map(async (id) => [
          `sources/${id}.md`,
          await readFile(`content/sources/${id}.md`, "utf8"),
        ]),
      ),
    );
    const newer = (await sourceText("irs-summary")).replace(
      "The IRS confirmed the breach in a court filing",
      "The IRS spoke of the breach in a court filing",
    );
    const { add, path } = await newsroom({ ...sources, "briefings/irs-data-sharing.md": briefing, "a.txt": newer });
    const { code, out } = await add(path("a.txt"), "--replaces", "irs-summary", "--yes");
    expect(code).toBe(0);
    expect(out).toMatch(
      /replaces {3}irs-summary \(.*\), whose words have changed\n {2}gone {7}irs-data-sharing, what's happening: “.*” quotes “The IRS confirmed the breach in a court filing/,
    );
    expect(await readFile(path("sources/irs-summary-2.md"), "utf8")).toMatch(/^---\nreplaces: irs-summary\n---\n/);
  });

  test("lists a feed's items, and takes those chosen", async () => {
    const { add, path } = await newsroom({ "feed.xml": FEED });
    const listed = await add(path("feed.xml"));
    expect([listed.code, withoutProgress(listed.err)]).toEqual([0, ""]);
    expect(listed.out).toContain(
      "RSS feed “The Post”, 3 items\n  1  2026-11-20  “One”\n  2  2026-11-19  “Two”\n  3  undated     “Three” (without an address)\nSay which to add: --latest N, --items 1,3-5 or --all.",
    );
    const inward =
      "127.0.0.1 is not an address of the public internet: save the page from a browser there, and add the file.";
    const one = await add(path("feed.xml"), "--latest", "1", "--yes");
    expect([one.code, withoutProgress(one.err)]).toEqual([1, `http://127.0.0.1/0: ${inward}\n`]);
    const some = await add(path("feed.xml"), "--items", "2-3");
    expect(withoutProgress(some.err)).toBe(
      `http://127.0.0.1/1: ${inward}\n“Three” has no address in the feed: add its page by its address.\n`,
    );
  });

  test("tells what to do about each document that cannot be taken", async () => {
    const names = ["nowhere.txt", "content", "/dev/null", "http://0x7f.1/"];
    const { code, err } = await run("add", names);
    expect([code, withoutProgress(err)]).toEqual([
      1,
      expect.stringMatching(
        /^nowhere\.txt: There is no file nowhere\.txt: check its name\.\ncontent: content is a folder: name the files in it\.\n\/dev\/null: \/dev\/null isn't a file\.\nhttp:\/\/0x7f\.1\/: 127\.0\.0\.1 is not an address of the public internet/,
      ),
    ]);
  });

  test.each([
    [["a", "b", "--title", "x"], /^error: --title is for one document: name one\n$/],
    [["a", "--latest", "0"], /It must be a whole number from 1\.\n$/],
    [["a", "--items", "3-1"], /It takes numbers of the list, like 1,3-5\.\n$/],
    [["a", "--url", "javascript:alert(1)"], /It must be an http or https address\.\n$/],
    [["a", "--published", "03/04/2026"], /It must be a day, like 2026-11-20\.\n$/],
  ])("%j is told what to do", async (args, says) => {
    const { code, err } = await run("add", args);
    expect([code, withoutProgress(err)]).toEqual([1, expect.stringMatching(says)]);
  });

  test("prints nothing that steers a terminal", async () => {
    const { add, path } = await newsroom({
      "a.html": `<html><head><title>A \u001b[2J title \u202e of it</title></head><body><p>${STORY[0]} \u001b]0;x\u0007</p></body></html>`,
    });
    const { out, err } = await add(path("a.html"));
    expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(out).toContain("title      “A [2J title");
  });
});
