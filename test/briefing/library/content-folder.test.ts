import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { formatProblem, loadLibrary } from "#briefing";
import { contentFolder, writeFiles } from "../../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/content/library.ts";

const SOURCE = sourceFile("Trains will stop at noon on Monday.");
const BRIEFING = briefingFile({
  happening: "- Trains will stop. [^1]",
  footnotes: '[^1]: wire "Trains will stop at noon"',
});
const FILES = { "sources/wire.md": SOURCE, "briefings/rail.md": BRIEFING };

/** The problems of a folder, without the folder's own name. */
async function problemsOf(folder: string): Promise<string[]> {
  return (await loadLibrary(folder)).problems.map((problem) => formatProblem(problem).replaceAll(folder, "content"));
}

const invalid = (text: string, at: number) =>
  Buffer.concat([Buffer.from(text.slice(0, at)), Buffer.from([0xff, 0xc3]), Buffer.from(text.slice(at))]);

describe("a content folder", () => {
  test.each<[string, Record<string, string | Uint8Array>, string[]]>([
    ["with nothing wrong", {}, []],
    [
      "with a briefing that is no UTF-8",
      { "briefings/rail.md": invalid(BRIEFING, 40) },
      ["content/briefings/rail.md:5:1 the file is not valid UTF-8 from here on: save it as UTF-8"],
    ],
    [
      "with a source that is no UTF-8",
      { "sources/wire.md": invalid(SOURCE, 12) },
      [
        "content/briefings/rail.md:19:1 footnote [^1]: the source “wire” cannot be read: fix content/sources/wire.md",
        "content/sources/wire.md:3:1 the file is not valid UTF-8 from here on: save it as UTF-8",
      ],
    ],
    [
      "with a briefing of 10 MB",
      { "briefings/rail.md": BRIEFING + " ".repeat(10_000_000) },
      ["content/briefings/rail.md:1:1 the file is larger than 64 KB, the limit for a briefing: split it"],
    ],
    [
      "with a source of 10 MB",
      { "sources/big.md": SOURCE + "x ".repeat(5_000_000) },
      ["content/sources/big.md:1:1 the file is larger than 4 MB, the limit for a source: split it"],
    ],
    ["with a briefing of just 64 KB", { "briefings/rail.md": BRIEFING + "\n".repeat(65_536 - BRIEFING.length) }, []],
    [
      "with an empty file",
      { "briefings/empty.md": "" },
      [
        "content/briefings/empty.md:1:1 a briefing must begin with a header between two --- lines, with at least title: …",
      ],
    ],
    [
      "with a name that is no topic",
      { "briefings/Rail Strike.md": BRIEFING },
      [
        "content/briefings/Rail Strike.md:1:1 the file name must be lowercase letters, digits and hyphens (at most 48) before .md: rename it",
      ],
    ],
    [
      "with a name that is too long",
      { [`sources/${"x".repeat(65)}.md`]: SOURCE },
      [
        `content/sources/${"x".repeat(65)}.md:1:1 the file name must be lowercase letters, digits and hyphens (at most 64) before .md: rename it`,
      ],
    ],
    [
      "with what editors leave behind",
      {
        "briefings/.rail.md.swp": "x",
        "briefings/.#rail.md": "x",
        "briefings/#rail.md#": "x",
        "briefings/rail.md~": "x",
        "briefings/4913": "x",
        "briefings/~$rail.md": "x",
        "briefings/rail.md.tmp": "x",
        "sources/.DS_Store": "x",
      },
      [],
    ],
  ])("%s", async (_, files, problems) => {
    expect(await problemsOf(await contentFolder({ ...FILES, ...files }))).toEqual(problems);
  });

  test("with links: to a neighbor it is read, out of the folder it is not", async () => {
    const outside = await contentFolder({ "briefings/secret.md": BRIEFING });
    const folder = await contentFolder(FILES);
    await symlink(join(outside, "briefings/secret.md"), join(folder, "briefings/secret.md"));
    // What stands there twice is read twice, and told.
    await symlink("rail.md", join(folder, "briefings/strike.md"));
    await symlink("loop.md", join(folder, "briefings/loop.md"));
    await symlink("nowhere.md", join(folder, "briefings/dangling.md"));
    const library = await loadLibrary(folder);
    expect(library.briefings.map(({ topic }) => topic)).toEqual(["rail", "strike"]);
    expect(await problemsOf(folder)).toEqual([
      "content/briefings/loop.md:1:1 the file is a link to itself: copy the file in instead",
      "content/briefings/secret.md:1:1 the file is a link to outside the content folder: copy the file in instead",
      expect.stringMatching(/^content\/briefings\/strike\.md:2:1 warning: the title “Rail strike” is also used by /),
    ]);
  });

  test("with a link into a folder beside it whose name begins alike", async () => {
    const folder = await contentFolder(FILES);
    await writeFiles(`${folder}-beside`, { "secret.md": BRIEFING });
    onTestFinished(() => rm(`${folder}-beside`, { recursive: true }));
    await symlink(join(`${folder}-beside`, "secret.md"), join(folder, "briefings/secret.md"));
    expect((await loadLibrary(folder)).briefings.map(({ topic }) => topic)).toEqual(["rail"]);
  });

  test("with a folder where a file should be", async () => {
    const folder = await contentFolder(FILES);
    await mkdir(join(folder, "briefings/strike.md"));
    expect(await problemsOf(folder)).toEqual([
      expect.stringMatching(/strike\.md:1:1 the file (is not a file|cannot be read)/),
    ]);
  });

  test("that is not there", async () => {
    const folder = await contentFolder();
    await rm(join(folder, "sources"), { recursive: true });
    await writeFile(join(folder, "briefings/rail.md"), BRIEFING);
    expect(await problemsOf(folder)).toEqual([
      "content/briefings/rail.md:19:1 footnote [^1]: the source “wire” does not exist: add content/sources/wire.md or correct the id",
      "content/sources:1:1 cannot list the folder (ENOENT): create it, or set CONTENT_DIR to the folder that holds sources and briefings",
    ]);
  });
});
