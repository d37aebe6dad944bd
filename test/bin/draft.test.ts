import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sourceText } from "../draft/add/reading.ts";
import { modelServer } from "../fakes/model-server.ts";
import { checked } from "../fixtures/content/checked.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { programs, withoutProgress } from "../fixtures/processes/program.ts";

const { run } = programs();
const ROOT = join(import.meta.dirname, "../..");
const source = (id: string) => readFile(join(ROOT, "content/sources", `${id}.md`), "utf8");

describe("npm run draft", () => {
  test("writes a draft that passes the check, and a list of what to look at", async () => {
    const folder = await contentFolder({ "sources/irs-watchdog.md": await source("irs-watchdog") });
    const drafted = await run("draft", ["irs-audit"], { CONTENT_DIR: folder });
    expect(drafted).toMatchObject({ code: 0, err: "" });
    expect(drafted.out).toMatch(/^Drafted \d statements from irs-watchdog .*Drafted by machine, not yet reviewed\.\n/);
    expect(drafted.out).toContain("To look at:\n- “");
    expect((await readdir(join(folder, "drafts"))).sort()).toEqual(["irs-audit.md", "irs-audit.review.txt"]);
    const text = await readFile(join(folder, "drafts/irs-audit.md"), "utf8");
    expect(text).toMatch(/^---\ntitle: "IRS audit"\ndrafted: machine\n---\n/);
    const found = await checked(folder);
    expect(found.isWell).toBe(true);
    expect(found.text).toMatch(/^No problems in .*: 0 briefings, 1 draft, 1 source, every quote checked\.$/m);
  });

  test("takes the sources that no briefing cites yet, and says so where there is none", async () => {
    const { code, err } = await run("draft", ["irs-news"]);
    expect([code, err]).toEqual([1, expect.stringContaining("every source is cited by a briefing already")]);
  });

  test.each([
    [["No Topic"], "“No Topic” isn't a topic"],
    [["irs", "irs-sumary"], "there is no source, file or address “irs-sumary”: there are irs-summary, irs-watchdog"],
    [["irs", "--points", "0"], "1 to 20"],
    [["irs", "http://127.0.0.1/a"], "127.0.0.1 is not an address of the public internet"],
  ])("refuses %j", async (args, says) => {
    const { code, err } = await run("draft", args);
    expect([code, err]).toEqual([1, expect.stringContaining(says)]);
  });

  test("makes a source of a file first, shows it, and drafts from it", async () => {
    const folder = await contentFolder({ "watchdog.txt": await sourceText("irs-watchdog") });
    const file = join(folder, "watchdog.txt");
    const asked = await run("draft", ["irs-audit", file], { CONTENT_DIR: folder });
    expect([asked.code, withoutProgress(asked.err)]).toEqual([
      1,
      expect.stringMatching(/^Nothing was kept: say --yes to keep it/),
    ]);
    expect(await readdir(folder)).not.toContain("drafts");
    const drafted = await run("draft", ["irs-audit", file, "--yes"], { CONTENT_DIR: folder });
    expect(drafted).toMatchObject({ code: 0, err: "" });
    const [id = ""] = (await readdir(join(folder, "sources"))).map((name) => name.replace(/\.md$/, ""));
    expect(drafted.out).toMatch(
      new RegExp(`watchdog\\.txt: plain text, .*Kept as .*${id}\\.md\\.\nDrafted \\d statements from ${id} `, "s"),
    );
    expect((await checked(folder)).isWell).toBe(true);
    const again = await run("draft", ["second", file], { CONTENT_DIR: folder });
    expect([again.code, again.out]).toEqual([0, expect.stringContaining(`It is there already, word for word: ${id}`)]);
  });

  test("drafts from nothing where one of several was not kept", async () => {
    const folder = await contentFolder({
      "sources/irs-watchdog.md": await source("irs-watchdog"),
      "summary.txt": await sourceText("irs-summary"),
    });
    const { code, err } = await run("draft", ["irs", "irs-watchdog", join(folder, "summary.txt")], {
      CONTENT_DIR: folder,
    });
    expect([code, withoutProgress(err)]).toEqual([1, expect.stringMatching(/^Nothing was kept: /)]);
    expect(await readdir(folder)).not.toContain("drafts");
  });

  test("drafts from the newest version of a source only", async () => {
    const text = await source("irs-watchdog");
    const folder = await contentFolder({
      "sources/audit.md": text,
      "sources/audit-2.md": `---\nreplaces: audit\n---\n${await sourceText("irs-watchdog")}`,
    });
    const drafted = await run("draft", ["irs-audit"], { CONTENT_DIR: folder });
    expect([drafted.code, drafted.out]).toEqual([0, expect.stringMatching(/^Drafted \d statements from audit-2 in /)]);
    const old = await run("draft", ["irs-old", "audit"], { CONTENT_DIR: folder });
    expect([old.code, old.err]).toEqual([1, "audit was replaced by audit-2: draft from that\n"]);
  });

  test("adds to a briefing that stands, and keeps every line of it", async () => {
    const folder = await contentFolder({
      "sources/irs-summary.md": await source("irs-summary"),
      "sources/irs-watchdog.md": await source("irs-watchdog"),
      "briefings/irs.md":
        "---\ntitle: The IRS\n# our desk's own\naliases: [tax]\n---\n\n## What's happening?\n* A person wrote this of the  breach. [^a]\n\n## Why it matters\n\n## What's next\n\n[^a]: irs-summary \"The IRS confirmed the breach in a court filing\"\n",
    });
    const before = await readFile(join(folder, "briefings/irs.md"), "utf8");
    const added = await run("draft", ["irs", "irs-watchdog"], { CONTENT_DIR: folder });
    expect(added).toMatchObject({ code: 0, err: "" });
    const after = await readFile(join(folder, "drafts/irs.md"), "utf8");
    const lines = after.split("\n");
    for (const line of before.split("\n")) expect(lines).toContain(line);
    expect(after).toMatch(/\[\^1\]: irs-watchdog "/);
    expect(await readFile(join(folder, "briefings/irs.md"), "utf8")).toBe(before);
    expect((await checked(folder)).isWell).toBe(true);
    await run("draft", ["irs", "irs-watchdog"], { CONTENT_DIR: folder });
    const twice = await readFile(join(folder, "drafts/irs.md"), "utf8");
    for (const line of lines) expect(twice.split("\n")).toContain(line);
  });

  test("marks what a new document contradicts, and quotes both", async () => {
    const folder = await contentFolder({
      "sources/post.md":
        "---\npublisher: The Harbor Post\n---\nThe council of Rotterdam approved the new bridge over the river Maas for $40 million.\n",
      "sources/news.md":
        "---\npublisher: River News\n---\nThe council of Rotterdam approved the new bridge over the river Maas for $60 million.\n",
      "briefings/bridge.md":
        "---\ntitle: The bridge\n---\n\n## What's happening\n\n- The council of Rotterdam approved the new bridge for $40 million. [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: post \"The council of Rotterdam approved the new bridge over the river Maas for $40 million\"\n",
    });
    const { out, code } = await run("draft", ["bridge", "news"], { CONTENT_DIR: folder });
    expect(code).toBe(0);
    expect(out).toContain(
      "contradicts it, or has newer facts (number: “$40 million” here, “$60 million” in the quoted words)",
    );
    const text = await readFile(join(folder, "drafts/bridge.md"), "utf8");
    expect(text.replace(/\s+/g, " ")).toContain(
      "The Harbor Post says “The council of Rotterdam approved the new bridge over the river Maas for $40 million”, River News says “The council of Rotterdam approved the new bridge over the river Maas for $60 million”.",
    );
    expect((await checked(folder)).isWell).toBe(true);
  });

  test("asks the model that is set, and says what it did; the key is never shown", async () => {
    const text = "The IRS improperly disclosed the confidential tax records of thousands of individuals.";
    const quotes = [{ source: "irs-watchdog", quote: "invented words of nobody" }];
    const proposal = { statements: [{ section: "happening", text, quotes }] };
    const server = await modelServer(proposal, { mended: [] }, { doubts: [] });
    const folder = await contentFolder({ "sources/irs-watchdog.md": await source("irs-watchdog") });
    const env = { CONTENT_DIR: folder, MODEL: `some-model@${server.url}`, MODEL_KEY: "local-key-0123456789" };
    const { code, out, err } = await run("draft", ["irs-audit"], env);
    expect([code, err]).toEqual([0, expect.stringMatching(/^… asking some-model at 127\.0\.0\.1:\d+\n$/)]);
    expect(out).toMatch(/\nsome-model proposed 1, of which 0 passed every check\. 3 calls, some [\d,]+ tokens\.\n/);
    expect(out).toContain("left out: ");
    expect(server.asked.map(({ headers }) => headers.authorization)).toContain("Bearer local-key-0123456789");
    server.stop();
    const failed = await run("draft", ["again"], env);
    expect([failed.code, failed.out]).toEqual([
      0,
      expect.stringContaining(
        "The model was not used: it cannot be reached (ECONNREFUSED): check MODEL, and that it is running. This is the draft without it.",
      ),
    ]);
    const files = await Promise.all(
      (await readdir(join(folder, "drafts"))).map((name) => readFile(join(folder, "drafts", name), "utf8")),
    );
    expect([out, err, failed.out, failed.err, ...files].join("")).not.toContain("local-key");
  });

  test("asks a model what is new in a briefing that stands, and keeps every line of it", async () => {
    const text = "The council of Rotterdam approved the new bridge over the river Maas for $40 million.";
    const quotes = [{ source: "post", quote: text.slice(0, -1) }];
    const server = await modelServer(
      { statements: [{ section: "happening", text, quotes }] },
      { doubts: [{ statement: 2, kind: "number", words: "$40 million" }] },
    );
    const folder = await contentFolder({
      "sources/post.md": `${text}\n`,
      "sources/news.md": "The port of Quito will be dredged in the spring.\n",
      "briefings/bridge.md":
        "---\ntitle: The bridge\n---\n\n## What's happening\n\n- The port of Quito will be dredged. [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: news \"The port of Quito will be dredged\"\n",
    });
    const { code, out } = await run("draft", ["bridge", "post"], { CONTENT_DIR: folder, MODEL: `m@${server.url}` });
    expect([code, out]).toEqual([0, expect.stringContaining("a model doubts it (number: “$40 million”)")]);
    expect(server.asked[0]?.prompt).toContain('["The port of Quito will be dredged."]');
    expect(server.asked[0]?.headers.authorization).toBeUndefined();
    const drafted = await readFile(join(folder, "drafts/bridge.md"), "utf8");
    expect(drafted).toContain("- The port of Quito will be dredged. [^1]\n");
    expect(drafted.replace(/\s+/g, " ")).toContain(`- ${text} [^2]`);
  });

  test("leaves a file that cannot be read as a briefing alone", async () => {
    const folder = await contentFolder({
      "sources/irs-watchdog.md": await source("irs-watchdog"),
      "drafts/irs.md": "no header",
    });
    const { code, err } = await run("draft", ["irs"], { CONTENT_DIR: folder });
    expect([code, err]).toEqual([1, expect.stringContaining("cannot be read as a briefing")]);
    expect(await readFile(join(folder, "drafts/irs.md"), "utf8")).toBe("no header");
  });
});

describe("npm run check", () => {
  const files = {
    "sources/bridge.md": "The council closed 43 schools in May. The mayor may open a new bridge over the river.\n",
    "sources/port.md": "The port of Quito will be dredged in the spring.\n",
  };
  const briefing = (statement: string, footnote: string) =>
    `---\ntitle: The bridge\n---\n\n## What's happening\n\n- ${statement} [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: ${footnote}\n`;

  test("warns where a statement differs from its quoted words, at the word; --strict makes it an error", async () => {
    const text = briefing("The council closed 34 schools in May.", 'bridge "The council closed 43 schools in May"');
    const folder = await contentFolder({ ...files, "briefings/bridge.md": text });
    const warned = await checked(folder);
    expect(warned.isWell).toBe(true);
    expect(warned.text).toContain(
      "bridge.md:7:22 warning: differs here: number: “34” here, “43” in the quoted words. Word by word: ",
    );
    const strict = await run("check", ["--strict", "--json"], { CONTENT_DIR: folder });
    expect(strict.code).toBe(1);
    expect(JSON.parse(strict.out)).toMatchObject([{ line: 7, column: 22, severity: "error" }]);
  });

  test("says what is not said where REQUIRE_REVIEW asks for a review, as doctor does", async () => {
    const text = briefing("The council closed 43 schools in May.", 'bridge "The council closed 43 schools in May"');
    const folder = await contentFolder({ ...files, "briefings/bridge.md": text });
    const why = "it is not shown, since REQUIRE_REVIEW is on and it has no recorded review";
    const required = await checked(folder, { env: { REQUIRE_REVIEW: "yes" } });
    expect(required).toEqual({ isWell: false, text: expect.stringContaining(why) });
    expect((await checked(folder)).text).not.toContain(why);
    const env = { CONTENT_DIR: folder, DATA_DIR: join(folder, "data"), PORT: "0", REQUIRE_REVIEW: "yes" };
    expect(await run("doctor", [], env)).toMatchObject({ code: 1, out: expect.stringContaining(why) });
  });

  test("names the source in which misattributed words stand", async () => {
    const text = briefing("The port of Quito will be dredged.", 'bridge "The port of Quito will be dredged"');
    const folder = await contentFolder({ ...files, "briefings/port.md": text });
    const { isWell, text: told } = await checked(folder);
    expect(isWell).toBe(false);
    expect(told).toContain(
      "footnote [^1] is misattributed: its words stand in “port”, not in “bridge”; correct the source",
    );
  });

  test("checks drafts as well", async () => {
    const text = briefing("The port will be dredged.", 'port "The port of Quito will be deepened"');
    const folder = await contentFolder({ ...files, "drafts/port.md": text });
    const wrong = await checked(folder);
    expect(wrong.isWell).toBe(false);
    expect(wrong.text).toContain("drafts/port.md:13:12");
    await writeFile(join(folder, "drafts/port.md"), text.replace("deepened", "dredged in the spring"));
    expect((await checked(folder)).isWell).toBe(true);
  });
});
