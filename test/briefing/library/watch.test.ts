import { appendFile, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { SECTIONS, type WatchOptions, watchLibrary } from "#briefing";
import { contentFolder, writeFiles } from "../../fixtures/content/folder.ts";
import { briefingFile, sourceFile } from "../../fixtures/content/library.ts";

const WORDS = "Trains will stop at noon on Monday. Buses will run all week.";
const SOURCE = sourceFile(WORDS);
const TRAINS = "- Trains will stop. [^1]";
const BUSES = "- Buses will run. [^2]";
const NOTES = '[^1]: wire "Trains will stop at noon"\n[^2]: wire "Buses will run all week"';
const header = "title: Rail strike\naudience: [slack:T1]";
const both = briefingFile({ header, happening: `${TRAINS}\n${BUSES}`, footnotes: NOTES });
const rail = "briefings/rail.md";

async function openFolder(files: Record<string, string>, options: WatchOptions = {}) {
  const folder = await contentFolder(files);
  const library = await watchLibrary(folder, { lossMs: 20, ...options });
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

  test("knows when words changed only if it saw them change, whatever the files' own times say", async () => {
    let nowMs = Date.parse("2026-11-20T09:00:00Z");
    const files = { "sources/wire.md": SOURCE, [rail]: both };
    const { folder, library, write } = await openFolder(files, { now: () => nowMs });
    const changedAt = () => library.current().briefing("rail")?.changedAt;
    const { version } = library.current().briefing("rail") ?? {};
    expect(changedAt()).toBeUndefined();
    await utimes(join(folder, rail), 1e9, 1e9);
    await write(rail, `${both}\n\n`);
    await library.refresh();
    expect(library.current().briefing("rail")).toMatchObject({ version });
    expect(changedAt()).toBeUndefined();
    await write(rail, both.replace("Trains will stop.", "The trains will stop."));
    await library.refresh();
    expect(changedAt()).toBe("2026-11-20T09:00:00.000Z");
    nowMs += 3_600_000;
    await write("briefings/buses.md", both);
    await utimes(join(folder, rail), 2e9, 2e9);
    await library.refresh();
    expect(changedAt()).toBe("2026-11-20T09:00:00.000Z");
    expect(library.current().briefing("buses")?.changedAt).toBe("2026-11-20T10:00:00.000Z");
    expect(library.current().briefings.map(({ topic }) => topic)).toEqual(["buses", "rail"]);
    nowMs += 3_600_000;
    await write("sources/wire.md", SOURCE.replace("all week", "all month"));
    await library.refresh();
    expect(changedAt()).toBe("2026-11-20T11:00:00.000Z");
  });

  test("says of no change when it is without a clock", async () => {
    const { library, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both });
    await write(rail, both.replace("Trains will stop.", "The trains will stop."));
    await library.refresh();
    expect(library.current().briefing("rail")).not.toHaveProperty("changedAt");
  });

  test("finds by looking over what no event told", async () => {
    const folder = await contentFolder({ "sources/wire.md": SOURCE, "elsewhere/rail.md": both });
    await symlink("../elsewhere/rail.md", join(folder, rail));
    const library = await watchLibrary(folder, { lookOverMs: 50, lossMs: 20 });
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
    await until(() => expect(library.current().problems[0]?.message).toMatch(/cannot list the folder/));
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
    const options = { settleMs: 1, lossMs: LONG_MS };
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both }, options);
    const seen = new Set<string>();
    const watching = setInterval(() => seen.add(JSON.stringify(said() ?? "absent")), 0);
    for (let round = 0; round < 60; round++)
      await write(rail, round % 2 ? both : both.replaceAll("Buses will run.", "The buses will run."));
    await library.refresh();
    clearInterval(watching);
    for (const one of seen)
      expect([JSON.stringify(ALL), JSON.stringify(["Trains will stop.", "The buses will run."])]).toContain(one);
    expect(said()).toEqual(ALL);
  });
});

/** Stories whose sources are all changed with what they quote. */
const release = (version: string, count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      [`sources/wire-${n}.md`, sourceFile(`In ${version} trains stop at noon on day ${n}.`)],
      [
        `briefings/story-${n}.md`,
        briefingFile({
          header: `title: Story ${n}`,
          happening: "- Trains stop. [^1]",
          footnotes: `[^1]: wire-${n} "In ${version} trains stop at noon"`,
        }),
      ],
    ]).flat(),
  );

/** Each way in which a whole folder is swapped, and what is watched of it: nothing is looked over meanwhile. */
describe("content that is swapped whole", () => {
  const NEVER = { lossMs: 600_000, lookOverMs: 600_000 };
  type Swap = { readonly content: string; swap(): Promise<void> };
  const WAYS: Record<string, (count: number) => Promise<Swap>> = {
    "a volume of Kubernetes, all in one": async (count) => {
      const root = await contentFolder(inFolder("..one", release("May", count)));
      await symlink("..one", join(root, "..data"));
      for (const name of ["sources", "briefings"]) {
        await rm(join(root, name), { recursive: true });
        await symlink(join("..data", name), join(root, name));
      }
      return { content: root, swap: () => relink(root, "..data", "..two", release("June", count)) };
    },
    "a volume of Kubernetes, a link a file": async (count) => {
      const files = release("May", count);
      const root = await contentFolder({});
      const swaps: (() => Promise<void>)[] = [];
      for (const name of ["sources", "briefings"]) {
        const mount = join(root, name);
        const of = (all: Record<string, string>) =>
          Object.fromEntries(
            Object.entries(all).flatMap(([path, text]) => (path.startsWith(name) ? [[basename(path), text]] : [])),
          );
        await writeFiles(mount, inFolder("..one", of(files)));
        await symlink("..one", join(mount, "..data"));
        for (const file of Object.keys(of(files))) await symlink(join("..data", file), join(mount, file));
        swaps.push(() => relink(mount, "..data", "..two", of(release("June", count))));
      }
      return { content: root, swap: async () => void (await Promise.all(swaps.map((swap) => swap()))) };
    },
    "a link to a work tree": async (count) => {
      const root = await contentFolder(inFolder("one", release("May", count)));
      await symlink("one", join(root, "current"));
      return { content: join(root, "current"), swap: () => relink(root, "current", "two", release("June", count)) };
    },
    "a checkout, file by file": async (count) => {
      const root = await contentFolder(release("May", count));
      return { content: root, swap: () => writeFiles(root, release("June", count)) };
    },
  };

  test.each(Object.keys(WAYS).flatMap((way) => [1, 300].map((count) => ({ way, count }))))(
    "is served as one: $way, $count stories",
    async ({ way, count }) => {
      const opened = await WAYS[way]?.(count);
      const seen = new Set<string>();
      const library = await watchLibrary(opened?.content ?? "", {
        ...NEVER,
        onChange: ({ briefings, problems }) => {
          const said = briefings.map(({ sections }) => sections.happening.statements.length);
          seen.add(JSON.stringify([briefings.length, [...new Set(said)], problems.length]));
        },
      });
      onTestFinished(() => library.close());
      await opened?.swap();
      const isNew = (n: number) => library.current().source(`wire-${n}`)?.text.startsWith("In June");
      await until(() => expect([isNew(0), isNew(count - 1)]).toEqual([true, true]));
      expect([...seen]).toEqual([JSON.stringify([count, [1], 0])]);
    },
  );
});

function inFolder(name: string, files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [join(name, path), text]));
}

/** Writes the files beside those that are served, and lets the link lead to them in one step. */
async function relink(root: string, link: string, target: string, files: Record<string, string>): Promise<void> {
  await writeFiles(root, inFolder(target, files));
  await symlink(target, join(root, `${link}_tmp`));
  await rename(join(root, `${link}_tmp`), join(root, link));
}

/** Longer than any test runs. */
const LONG_MS = 600_000;

/** What is seen while a file is being rewritten, by whatever way an editor takes: only what it said before and says after. */
describe("a file that is being rewritten", () => {
  const after = both.replace("Buses will run.", "The buses will run.");
  const source = `${SOURCE} More is known now.`;
  type Write = (path: string, text: string) => Promise<void>;
  const WAYS: Record<string, Write> = {
    "emptied, then written": async (path, text) => {
      await writeFile(path, "");
      await pause();
      await writeFile(path, text);
    },
    "written piece by piece": async (path, text) => {
      await writeFile(path, "");
      for (let at = 0; at < text.length; at += 60) {
        await appendFile(path, text.slice(at, at + 60));
        await pause();
      }
    },
    "removed, then written anew": async (path, text) => {
      await rm(path);
      await pause();
      await writeFile(path, text);
    },
    "moved aside, then written anew": async (path, text) => {
      await rename(path, `${path}~`);
      await pause();
      await writeFile(path, text);
    },
    "filled with nothing, then written": async (path, text) => {
      await writeFile(path, "\0".repeat(text.length));
      await pause();
      await writeFile(path, text);
    },
  };
  /** Long enough for what was written to be noticed, read and thought about. */
  const pause = () => new Promise((resolve) => setTimeout(resolve, 15));

  test.each(
    Object.keys(WAYS).flatMap((way) => [
      { way, path: rail, text: after, last: ["Trains will stop.", "The buses will run."] },
      { way, path: "sources/wire.md", text: source, last: ALL },
    ]),
  )("is never absent, nor half: $way ($path)", async ({ way, path, text, last }) => {
    const seen = new Set<string>();
    const told = new Set<string>();
    const { folder, library, said } = await openFolder(
      { "sources/wire.md": SOURCE, [rail]: both },
      {
        settleMs: 1,
        lossMs: LONG_MS,
        onChange: ({ problems }) => {
          for (const { message } of problems) told.add(message);
        },
      },
    );
    const watching = setInterval(() => seen.add(JSON.stringify(said() ?? "absent")), 0);
    await WAYS[way]?.(join(folder, path), text);
    await until(() => {
      expect(said()).toEqual(last);
      expect(library.current().source("wire")?.text).toBe(path === rail ? WORDS : `${WORDS} More is known now.`);
    });
    clearInterval(watching);
    expect([...seen].filter((one) => one !== JSON.stringify(ALL) && one !== JSON.stringify(last))).toEqual([]);
    expect([...told]).toEqual([]);
  });

  test.each([
    ["is gone", (path: string) => rm(path), undefined],
    ["is left empty", (path: string) => writeFile(path, ""), undefined],
    ["is left half", (path: string) => writeFile(path, both.slice(0, both.indexOf("[^2]:"))), ["Trains will stop."]],
  ])("is believed once it stays so: %s", async (_, change, then) => {
    const { folder, library, said } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both }, { lossMs: 100 });
    await change(join(folder, rail));
    await until(() => expect(said()).toEqual(then));
    await library.refresh();
    expect(said()).toEqual(then);
  });

  test.each([
    ["withdrawn", both.replace("audience", "withdrawn: true\naudience"), undefined],
    ["for others", both.replace("slack:T1", "slack:T2"), ALL],
    [
      "shorter",
      both
        .replace(`${BUSES}\n`, "")
        .replace(/\n\[\^2\].*/, "")
        .replace(BUSES, ""),
      ["Trains will stop."],
    ],
  ])("is believed at once where nothing is wrong with it: %s", async (_, text, then) => {
    const { library, said, write } = await openFolder({ "sources/wire.md": SOURCE, [rail]: both }, { lossMs: LONG_MS });
    await write(rail, text);
    await library.refresh();
    expect(said()).toEqual(then);
  });

  test("holds up no other file", async () => {
    const files = { "sources/wire.md": SOURCE, [rail]: both };
    const { folder, library, said, write } = await openFolder(files, { lossMs: LONG_MS });
    await rm(join(folder, rail));
    await until(() => expect(library.current().problems).toEqual([]));
    await pause();
    await write("briefings/buses.md", both);
    await until(() => expect(library.current().briefing("buses")).toBeDefined());
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
