import { spawnSync } from "node:child_process";
import { mkdir, rm, statfs, symlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { openReview, personOf, publish, stillTrue } from "#draft";
import { writeFiles } from "../../fixtures/content/folder.ts";
import { smallDisk, whyNoSmallDisk } from "../../fixtures/stores/small-disk.ts";
import { NOW, newsroom, SOURCE, strike } from "./newsroom.ts";

const TARGET = "briefings/rail-strike.md";
const DRAFT = "drafts/rail-strike.md";
const LEFT = ["drafts/.rail-strike.undo.json", "sources/wire.md"];

describe("publishing", () => {
  test("moves the draft, with who reviewed it, when, and what; then nothing else is left", async () => {
    const { publish, files, folder, path } = await newsroom({ "drafts/rail-strike.review.txt": "- look\n" });
    expect(await publish()).toEqual({ kind: "done", file: path(TARGET) });
    expect(await files()).toEqual([TARGET, ...LEFT]);
    const library = await loadLibrary(folder);
    expect(library.problems).toEqual([]);
    const briefing = library.briefing("rail-strike");
    expect(briefing?.review).toEqual({ by: "Ann Lee", at: new Date(NOW).toISOString(), isChangedSince: false });
    expect(briefing?.drafted).toBeUndefined();
    expect(briefing?.sections.happening.statements).toHaveLength(2);
  });

  test.each([
    [
      "a quote that is not there",
      strike().replace("4 December at noon", "5 December"),
      /is not in .*sources\/wire\.md/,
    ],
    ["an uncited statement", strike().replace(" [^1]", ""), /drafts\/rail-strike\.md:8:\d+ /],
    ["an alias of another", strike(undefined, "title: A\naliases: [Harbor Strike]"), /“Harbor Strike” already names/],
    [
      "nothing to say",
      strike()
        .replace(/^- .*\n?/gm, "")
        .replace(/^\[.*\n?/gm, ""),
      /has no statements yet/,
    ],
    ["a withdrawal", strike(undefined, "title: A\nwithdrawn: true"), /is withdrawn/],
    ["no header", "Words.", /a briefing must begin with a header/],
    ["a misspelt audience", strike(undefined, "title: A\naudiense: [slack:T1]"), /unknown key “audiense”/],
    ["too much", strike() + " ".repeat(70_000), /larger than 64 KB/],
  ])("is refused for %s", async (_, draft, why) => {
    const other = strike(undefined, "title: Harbor\naliases: [harbor strike]");
    const { look, read, publish } = await newsroom({ [DRAFT]: draft, "briefings/harbor.md": other });
    await expect(look()).rejects.toThrow(why);
    await expect(publish()).rejects.toThrow(why);
    expect(await read(TARGET)).toBeUndefined();
    expect(await read(DRAFT)).toBe(draft);
  });

  test("is refused without a draft, and names those that are there", async () => {
    const { folder } = await newsroom();
    await expect(openReview(folder, "harbor")).rejects.toThrow("There is no draft");
    await expect(openReview(folder, "harbor")).rejects.toThrow("there are rail-strike");
    await expect(openReview(folder, "../sources/wire")).rejects.toThrow("isn't a topic");
  });

  test.each([
    ["the draft", DRAFT, strike("The strike begins at 1 p.m. on 4 December.")],
    ["the briefing", TARGET, strike("Somebody wrote this by hand.", "title: By hand")],
    ["what surrounds a quote", "sources/wire.md", SOURCE.replace("The strike", "It is denied that The strike")],
    ["a file where there was none", TARGET, "---\ntitle: New\n---\n"],
  ])("is refused where %s changed since it was shown", async (what, file, text) => {
    const before: Record<string, string> = what.startsWith("a file")
      ? {}
      : { [TARGET]: strike("It stands.", "title: Stands") };
    const { look, path, read, publishing, files } = await newsroom(before);
    const review = await look();
    await writeFile(path(file), text);
    const kept = await Promise.all([read(TARGET), read(DRAFT)]);
    const all = await files();
    expect(await publish(review, publishing())).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/has changed since it was shown.*npm run publish -- rail-strike/),
    });
    expect(await Promise.all([read(TARGET), read(DRAFT)])).toEqual(kept);
    expect(await files()).toEqual(all);
  });

  test("of two at once one is refused, and told what to do", async () => {
    const { look, publishing, read, files } = await newsroom();
    const review = await look();
    const both = await Promise.all(["Ann Lee", "Bo Park"].map((by) => publish(review, publishing(by))));
    const [done] = both.filter(({ kind }) => kind === "done");
    const refused = both.find(({ kind }) => kind === "refused");
    expect(done).toBeDefined();
    expect(refused).toMatchObject({
      why: expect.stringMatching(/is publishing in this folder. Try again|There is no draft/),
    });
    const by = both[0] === done ? "Ann Lee" : "Bo Park";
    expect(await read(TARGET)).toContain(`reviewed: { by: "${by}"`);
    expect(await files()).toEqual([TARGET, ...LEFT]);
  });

  test("takes over the lock of a process that has ended, not that of a running one or of another machine", async () => {
    const { publish, path, files } = await newsroom();
    const { pid } = spawnSync("true");
    const lock = (holder: object) =>
      writeFile(
        path(".publishing"),
        JSON.stringify({ by: "Bo", host: hostname(), mark: "0123456789abcdef", ...holder }),
      );
    const held = {
      kind: "refused",
      why: expect.stringMatching(/^“Bo” is publishing in this folder.*remove .*\.publishing$/),
    };
    await lock({ pid: process.pid });
    expect(await publish()).toMatchObject(held);
    await lock({ pid, host: "elsewhere" });
    expect(await publish()).toMatchObject(held);
    await writeFile(path(".publishing"), "{");
    expect(await publish()).toMatchObject({ why: expect.stringMatching(/^Somebody is publishing/) });
    await lock({ pid });
    expect(await publish()).toMatchObject({ kind: "done" });
    expect(await files()).toEqual([TARGET, ...LEFT]);
  });

  test("of many that find a lock left behind one takes it over, or comes after the other", async () => {
    const { look, publishing, path, files } = await newsroom();
    const { pid } = spawnSync("true");
    const review = await look();
    await writeFile(path(".publishing"), JSON.stringify({ pid, by: "Bo", host: hostname(), mark: "0123456789abcdef" }));
    const all = await Promise.all(["Ann", "Bo", "Cy", "Di", "Ed"].map((by) => publish(review, publishing(by))));
    expect(all.filter(({ kind }) => kind === "done")).toHaveLength(1);
    expect(all.filter(({ kind }) => kind === "refused")).toHaveLength(4);
    expect(await files()).toEqual([TARGET, ...LEFT]);
  });

  test("does not follow a link out of the folder", async () => {
    const { publish, path, read } = await newsroom({ "elsewhere.md": strike() });
    await symlink(path("elsewhere.md"), path(TARGET));
    await expect(publish()).rejects.toThrow(/is a link or not a file/);
    await rm(path(TARGET));
    await rm(path(DRAFT));
    await symlink(path("elsewhere.md"), path(DRAFT));
    await expect(publish()).rejects.toThrow(/is a link or not a file/);
    expect(await read("elsewhere.md")).toBe(strike());
  });

  test("is refused where the header cannot be rewritten", async () => {
    const header = "{ title: Rail strike, drafted: machine }";
    const { publish, read } = await newsroom({ [DRAFT]: strike(undefined, header) });
    expect(await publish()).toMatchObject({ kind: "refused", why: expect.stringMatching(/cannot be rewritten/) });
    expect(await read(TARGET)).toBeUndefined();
  });

  test.each([
    ["Ann Lee", { name: "Ann Lee" }],
    [" Ann  Lee <ann@example.org> ", { name: "Ann Lee", email: "ann@example.org" }],
    ["Ann\u202e\nLee\u200b", { name: "Ann Lee" }],
  ])("goes by a name: %j", (words, person) => {
    expect(personOf(words)).toEqual(person);
  });

  test.each(["", " ", "<ann@example.org>", "…", "x".repeat(76), "Ann <a b>"])("goes by no other: %j", (words) => {
    expect(() => personOf(words)).toThrow("--by takes the name");
  });
});

describe("undoing", () => {
  test("brings back what stood before, and the draft", async () => {
    const before = strike("The strike begins on 4 December at noon.", "title: Before");
    const list = { "drafts/rail-strike.review.txt": "- look\n" };
    const { publish, undo, read, path, files } = await newsroom({ [TARGET]: before, ...list });
    const all = await files();
    await publish();
    expect(await read(TARGET)).not.toBe(before);
    expect(await undo()).toEqual({ kind: "done", file: path(TARGET) });
    expect([await read(TARGET), await read(DRAFT)]).toEqual([before, strike()]);
    expect(await files()).toEqual(all);
    expect(await undo()).toMatchObject({ kind: "refused", why: expect.stringMatching(/Nothing was published/) });
  });

  test("takes away what was new, and leaves a newer draft alone", async () => {
    const { publish, undo, read, path } = await newsroom();
    await publish();
    await writeFile(path(DRAFT), "newer");
    expect(await undo()).toEqual({ kind: "done", file: path(TARGET), note: `The newer draft ${path(DRAFT)} stays.` });
    expect([await read(TARGET), await read(DRAFT)]).toEqual([undefined, "newer"]);
  });

  test("says that it happened, where only what comes after could not", async () => {
    const { publish, undo, path, read } = await newsroom({ "drafts/rail-strike.review.txt": "- look\n" });
    await mkdir(path("drafts/.rail-strike.undo.json/x"), { recursive: true });
    const note = "It cannot be undone: what stood before could not be kept.";
    expect(await publish()).toEqual({ kind: "done", file: path(TARGET), note });
    expect(await read(TARGET)).toContain("reviewed: {");
    await rm(path("drafts/.rail-strike.undo.json"), { recursive: true });
    await writeFiles(path(""), { [DRAFT]: strike(), "drafts/rail-strike.review.txt": "- look\n" });
    await publish();
    await mkdir(path("drafts/rail-strike.review.txt/x"), { recursive: true });
    expect(await undo()).toMatchObject({
      kind: "done",
      note: expect.stringMatching(/its words are in .*undo\.json\.$/),
    });
    expect([await read(TARGET), await read(DRAFT)]).toEqual([expect.stringContaining("reviewed: {"), strike()]);
  });

  test("is refused where somebody has edited it since", async () => {
    const { publish, undo, path, read } = await newsroom();
    await publish();
    await writeFile(path(TARGET), `${await read(TARGET)}\n`);
    expect(await undo()).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/has changed since Ann Lee published it/),
    });
  });
});

describe.skipIf(whyNoSmallDisk)(`on a disk that fails${whyNoSmallDisk ? ` (${whyNoSmallDisk})` : ""}`, () => {
  async function onDisk(files: Readonly<Record<string, string>>, sizeKb: number) {
    const disk = smallDisk(sizeKb);
    await Promise.all(["sources", "briefings", "drafts"].map((name) => mkdir(`${disk.folder}/${name}`)));
    await writeFiles(disk.folder, files);
    return { disk, room: await newsroom({}, disk.folder) };
  }
  const FILES = {
    "sources/wire.md": SOURCE,
    [DRAFT]: strike(),
    [TARGET]: strike("It stands at noon.", "title: Stands"),
  };

  test("read-only: says so and gives the file", async () => {
    const { disk, room } = await onDisk(FILES, 256);
    disk.turn("ro");
    const outcome = await room.publish();
    expect(outcome).toMatchObject({
      kind: "read-only",
      why: expect.stringMatching(/^The content is read-only here/),
    });
    expect(outcome).toMatchObject({ text: expect.stringMatching(/\nreviewed: \{ by: "Ann Lee"/) });
    expect([await room.read(TARGET), await room.read(DRAFT)]).toEqual([FILES[TARGET], FILES[DRAFT]]);
  });

  test("read-only: a check says so and gives the file", async () => {
    const { disk, room } = await onDisk(FILES, 256);
    disk.turn("ro");
    expect(await stillTrue("rail-strike", room.publishing())).toMatchObject({
      kind: "read-only",
      text: expect.stringMatching(/\nchecked: \{ by: "Ann Lee"/),
    });
    expect(await room.read(TARGET)).toBe(FILES[TARGET]);
  });

  // Every amount of room: full at the lock, at the record, at the file.
  test.each([0, 1, 2, 3, 4, 5, 6])("full but for %i pages: all or nothing", async (pages) => {
    const { room } = await onDisk(FILES, 256);
    const all = await room.files();
    const { bavail, bsize } = await statfs(room.folder);
    const filling = Math.max(0, bavail - pages) * bsize;
    if (filling > 0) await writeFile(room.path("filling"), Buffer.alloc(filling));
    const outcome = await room.publish();
    await rm(room.path("filling"));
    if (outcome.kind === "done") {
      expect(await room.read(TARGET)).toContain("reviewed: {");
      expect(await room.files()).toEqual([TARGET, ...LEFT]);
    } else {
      expect(outcome).toEqual({
        kind: "refused",
        why: "The disk is full: nothing was published. Make room, and try again",
      });
      expect([await room.read(TARGET), await room.read(DRAFT)]).toEqual([FILES[TARGET], FILES[DRAFT]]);
      expect(await room.files()).toEqual(all);
    }
    expect(outcome.kind).toBe(pages < 3 ? "refused" : outcome.kind);
  });
});
