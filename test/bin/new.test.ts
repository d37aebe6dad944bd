import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checked } from "../fixtures/content/checked.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../fixtures/content/library.ts";
import { programs } from "../fixtures/processes/program.ts";

const { run, start } = programs();
const WIRE = "The drivers will strike on Monday. No trains run that day. Talks go on in the afternoon.";

describe("npm run new", () => {
  test("writes a draft that is checked, filled in and published", async () => {
    const folder = await contentFolder({ "sources/wire.md": sourceFile(WIRE) });
    const env = { CONTENT_DIR: folder };
    const made = await run("new", ["rail-strike"], env);
    const file = join(folder, "drafts", "rail-strike.md");
    expect(made).toMatchObject({ code: 0, err: "" });
    expect(made.out).toContain(`${file} is ready to fill in`);
    expect(made.out).toContain("Sources to quote: wire.");
    const text = await readFile(file, "utf8");

    const unfilled = await checked(folder);
    expect(unfilled.isWell).toBe(false);
    const lines = unfilled.text.split("\n").filter((line) => line.startsWith(file));
    expect(lines).toHaveLength(3);
    for (const line of lines) expect(line).toContain("the source “source-id” does not exist");

    const [first, second, third] = [
      "The drivers will strike on Monday",
      "No trains run that day",
      "Talks go on in the afternoon",
    ];
    const filled = [first, second, third].reduce(
      (whole = "", words = "") =>
        whole
          .replace(/^- Write .*?\. \[/m, `- ${words}. [`)
          .replace('source-id "the exact words of the source"', `wire "${words}"`),
      text,
    );
    await writeFile(file, filled ?? "");
    expect(await checked(folder)).toEqual({ isWell: true, text: expect.stringContaining("1 draft") });
    const published = await run("publish", ["rail-strike", "--by", "A reader", "--yes"], env);
    expect(published.code).toBe(0);
    expect(await run("ask", ["/whats-next rail strike"], env)).toMatchObject({
      code: 0,
      out: expect.stringContaining(third ?? ""),
    });
  });

  test.each([
    ["Rail Strike", /“Rail Strike” can't be a briefing's name: use at most 48/],
    ["../../escape", /can't be a briefing's name/],
    ["a".repeat(49), /can't be a briefing's name/],
    ["known", /known\.md already exists/],
    ["begun", /begun\.md already exists/],
  ])("refuses %s in one sentence, and writes nothing", async (topic, sentence) => {
    const begun = "A draft that somebody works on";
    const folder = await contentFolder({ "briefings/known.md": briefingFile({}), "drafts/begun.md": begun });
    const { code, out, err } = await run("new", [topic], { CONTENT_DIR: folder });
    expect([code, out, err.trim().split("\n")]).toEqual([1, "", [expect.stringMatching(sentence)]]);
    expect(await readdir(join(folder, "drafts"))).toEqual(["begun.md"]);
    expect(await readFile(join(folder, "drafts/begun.md"), "utf8")).toBe(begun);
  });
});

describe("npm run check -- --watch", () => {
  test("prints again what a change alters, in folders that come and go too, until Ctrl+C", async () => {
    const folder = await contentFolder({ "sources/wire.md": sourceFile(WIRE) });
    const { child, printed, ended } = start("check", ["--watch"], { CONTENT_DIR: folder });
    await printed(/^No problems in .*: 0 briefings, 1 source, /);
    const footnotes = '[^1]: wire "No trains run that day"';
    const briefing = briefingFile({ happening: "- No trains run that day. [^1]", footnotes });
    await writeFile(join(folder, "briefings/rail.md"), briefing);
    await printed(/: 1 briefing, 1 source/);
    await mkdir(join(folder, "drafts"));
    await writeFile(join(folder, "drafts/next.md"), briefingFile({ happening: "- Uncited." }));
    await printed(/next\.md:7:3 “Uncited\.” has no citation/);
    await writeFile(join(folder, "drafts/next.md"), briefing);
    await printed(/: 1 briefing, 1 draft, 1 source/);
    await rm(join(folder, "sources/wire.md"));
    await printed(/rail\.md:\d+:1 footnote \[\^1\]: the source “wire” does not exist/);
    child.kill("SIGINT");
    expect((await ended).code).toBe(1);
  });
});
