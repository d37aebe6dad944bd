import { rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SECTIONS, type WatchOptions, watchLibrary } from "#briefing";
import { contentFolder, writeFiles } from "../../fixtures/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/library.ts";

const SOURCE = sourceFile("Trains will stop at noon on Monday. Buses will run all week.");
const TRAINS = "- Trains will stop. [^1]";
const BUSES = "- Buses will run. [^2]";
const NOTES = '[^1]: wire "Trains will stop at noon"\n[^2]: wire "Buses will run all week"';
const header = "title: Rail strike\naudience: [slack:T1]";
const both = briefingFile({ header, happening: `${TRAINS}\n${BUSES}`, footnotes: NOTES });
const rail = "briefings/rail.md";

async function openFolder(files: Record<string, string>, options: WatchOptions = {}) {
  const folder = await contentFolder(files);
  const library = await watchLibrary(folder, options);
  onTestFinished(() => library.close());
  const said = () => {
    const sections = library.current().briefing("rail")?.sections;
    return sections && SECTIONS.flatMap((name) => sections[name].statements.map(({ text }) => text));
  };
  /** Writes by events alone: nothing is looked over. */
  const write = (path: string, text: string) => writeFiles(folder, { [path]: text });
  return { folder, library, said, write };
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 5 });
const ALL = ["Trains will stop.", "Buses will run."];

describe("a library that follows its folder", () => {
  test("serves a changed, a new and a renamed file, and forgets a deleted one", async () => {
    const { folder, library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    expect(said()).toEqual(ALL);
    await write(rail, briefingFile({ header, happening: BUSES, footnotes: NOTES }));
    await until(() => expect(said()).toEqual(["Buses will run."]));
    await writeFile(join(folder, "briefings/.rail.md.part"), both);
    await rename(join(folder, "briefings/.rail.md.part"), join(folder, rail));
    await until(() => expect(said()).toEqual(ALL));
    await rename(join(folder, rail), join(folder, "briefings/strike.md"));
    await until(() => expect(library.current().briefings.map(({ topic }) => topic)).toEqual(["strike"]));
    await rm(join(folder, "briefings/strike.md"));
    await until(() => expect(library.current().briefings).toEqual([]));
  });

  test("checks the statements again when a source changes or goes", async () => {
    const { folder, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    await write("sources/wire.md", SOURCE.replace("all week", "all month"));
    await until(() => expect(said()).toEqual(["Trains will stop."]));
    await rm(join(folder, "sources/wire.md"));
    await until(() => expect(said()).toEqual([]));
    await write("sources/wire.md", SOURCE);
    await until(() => expect(said()).toEqual(ALL));
  });

  test("replaces the library whole: one that was taken stays as it was", async () => {
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    const before = library.current();
    await write(rail, briefingFile({ header, happening: BUSES, footnotes: NOTES }));
    await until(() => expect(said()).toEqual(["Buses will run."]));
    expect(before.briefing("rail")?.sections.happening.statements).toHaveLength(2);
    expect(library.current()).not.toBe(before);
  });

  test("keeps the time of change while the words stay the same", async () => {
    const { library, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    const { changedAt, version } = library.current().briefing("rail") ?? {};
    await write(rail, `${both}\n\n`);
    await library.refresh();
    expect(library.current().briefing("rail")).toMatchObject({ changedAt, version });
    await write(rail, both.replace("Trains will stop.", "The trains will stop."));
    await library.refresh();
    expect(library.current().briefing("rail")?.version).not.toBe(version);
  });

  test("finds by looking over what no event told", async () => {
    const folder = await contentFolder({ "sources/wire.md": SOURCE, "elsewhere/rail.md": both });
    await symlink("../elsewhere/rail.md", join(folder, rail));
    const library = await watchLibrary(folder, { lookOverMs: 50 });
    onTestFinished(() => library.close());
    await writeFiles(folder, { "elsewhere/rail.md": both.replace(BUSES, "") });
    const statements = () =>
      library
        .current()
        .briefing("rail")
        ?.sections.happening.statements.map(({ text }) => text);
    await until(() => expect(statements()).toEqual(["Trains will stop."]));
  });

  test("keeps what it knows while a folder is away, and follows the one that comes in its place", async () => {
    const { folder, library, said } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    await rename(join(folder, "briefings"), join(folder, "old"));
    await until(() => expect(library.current().problems[0]?.message).toMatch(/cannot be listed/));
    expect(said()).toEqual(ALL);
    await writeFiles(folder, { [rail]: briefingFile({ header, happening: TRAINS, footnotes: NOTES }) });
    await until(() => expect(said()).toEqual(["Trains will stop."]));
    await writeFiles(folder, { [rail]: both });
    await until(() => expect(said()).toEqual(ALL));
  });

  test("goes on after whoever is told has failed", async () => {
    const failures: unknown[] = [];
    let calls = 0;
    const onChange = () => {
      if (++calls === 2) throw new Error("planted");
    };
    const { said, write } = await openFolder(
      { "sources/wire.md": SOURCE, [rail]: both },
      { onChange, onFailure: (error) => failures.push(error) },
    );
    await write(rail, both.replace(TRAINS, ""));
    await until(() => expect(failures).toHaveLength(1));
    await write(rail, both.replace(BUSES, ""));
    await until(() => expect(said()).toEqual(["Trains will stop."]));
  });

  test("dates a change of what is said by the source that changed it", async () => {
    const { library, folder, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    await utimes(join(folder, rail), 1e9, 1e9);
    await library.refresh();
    await write("sources/wire.md", SOURCE.replace("all week", "all month"));
    await library.refresh();
    expect(library.current().briefing("rail")?.changedAt.slice(0, 4)).not.toBe("2001");
  });

  test("stands files that come and go while they are read", async () => {
    const { folder, library, said } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both }, { settleMs: 1 });
    const reading: Promise<void>[] = [];
    for (let round = 0; round < 40; round++) {
      reading.push(library.refresh());
      await rm(join(folder, rail), { force: true });
      await rm(join(folder, "sources/wire.md"), { force: true });
      reading.push(library.refresh());
      await writeFiles(folder, { "sources/wire.md": SOURCE, [rail]: both });
    }
    await Promise.all(reading);
    await library.refresh();
    expect(said()).toEqual(ALL);
    expect(library.current().problems).toEqual([]);
  });

  test("is never seen half changed while a file is written over and over", async () => {
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both }, { settleMs: 1 });
    const seen = new Set<string>();
    const watching = setInterval(() => seen.add(JSON.stringify(said())), 0);
    for (let round = 0; round < 60; round++)
      await write(rail, round % 2 ? both : both.replaceAll("Buses will run.", "The buses will run."));
    await library.refresh();
    clearInterval(watching);
    for (const one of seen)
      expect(["Trains will stop.", "Buses will run.", "The buses will run."]).toEqual(
        expect.arrayContaining(JSON.parse(one)),
      );
    expect(said()).toEqual(ALL);
  });
});

/** What stays of the last good version when the file can no longer be read as a briefing. */
describe("a briefing file that breaks", () => {
  const broken = (text: string) => text.replace("title: Rail strike", "title: Rail: strike");
  test.each<[string, string, string[] | undefined]>([
    ["keeps what it said", broken(both), ALL],
    ["loses what is gone from the file", broken(both).replace(TRAINS, ""), ["Buses will run."]],
    [
      "loses a statement whose words have changed",
      broken(both).replace("Trains will stop.", "Trains may stop."),
      ["Buses will run."],
    ],
    ["says nothing new", broken(both).replace(BUSES, `${BUSES}\n- Trams will run. [^2]`), ALL],
    [
      "without its header keeps what it said to whom it said it",
      both.replace(/---\n[\s\S]*?---\n/, "audience: [slack:T1]\n"),
      ALL,
    ],
    ["is for nobody when its audience may have changed", broken(both).replace("slack:T1", "slack:T2"), undefined],
    ["is for nobody when its audience is gone", broken(both).replace(/audience.*\n/, ""), undefined],
    ["is withdrawn when it says so", broken(both).replace("audience", "withdrawn: true\naudience"), undefined],
    ["is withdrawn when it may say so", broken(both).replace("audience", "withdrawn: [true\naudience"), undefined],
    [
      "is for nobody when its audience stands there twice",
      broken(both).replace("audience:", "audience: everyone\naudience:"),
      undefined,
    ],
    [
      "is for nobody when its audience is quoted anew",
      broken(both).replace("audience: [slack:T1]", '"audience": [slack:T2]'),
      undefined,
    ],
    [
      "is for nobody amid a merge conflict over its audience",
      broken(both).replace(
        "audience: [slack:T1]",
        "<<<<<<< ours\naudience: [slack:T1]\n=======\naudience: [slack:T2]\n>>>>>>> theirs",
      ),
      undefined,
    ],
    [
      "is for nobody when a line of its audience is gone",
      broken(both).replace("[slack:T1]", "\n# teams\n- slack:T2"),
      undefined,
    ],
    [
      "is withdrawn when it says so in quotation marks",
      broken(both).replace("audience", '"withdrawn": true\naudience'),
      undefined,
    ],
    ["says nothing when it is empty", "", undefined],
  ])("%s", async (_, text, statements) => {
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    expect(said()).toEqual(ALL);
    await write(rail, text);
    await library.refresh();
    expect(said()).toEqual(statements);
    expect(library.current().problems.length).toBeGreaterThan(0);
  });

  test("is served again, whole, once it is mended", async () => {
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    await write(rail, broken(both).replace(TRAINS, ""));
    await library.refresh();
    await write(rail, both);
    await library.refresh();
    expect(said()).toEqual(ALL);
    expect(library.current().problems).toEqual([]);
  });
});
