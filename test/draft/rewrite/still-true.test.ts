import { spawnSync } from "node:child_process";
import { rm } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { stillTrue } from "#draft";
import { writeFiles } from "../../fixtures/content/folder.ts";
import { NOW, newsroom, SOURCE, strike } from "../publish/newsroom.ts";

const TARGET = "briefings/rail-strike.md";
const AT = new Date(NOW).toISOString();
const PLAIN = strike(undefined, "title: Rail strike\ncheckBy: 7 days");

describe("finding a briefing still true", () => {
  test("writes who and when into it, again and again, and changes nothing that is said", async () => {
    const { publish, publishing, folder, path, read } = await newsroom();
    await publish();
    const before = (await loadLibrary(folder)).briefing("rail-strike");
    const published = await read(TARGET);
    for (const by of ["Bo Park", "Cleo Díaz"]) {
      expect(await stillTrue("rail-strike", publishing(by))).toEqual({ kind: "done", file: path(TARGET) });
      const after = (await loadLibrary(folder)).briefing("rail-strike");
      expect(after?.checked).toEqual({ by, at: AT, isChangedSince: false });
      expect([after?.review, after?.version]).toEqual([before?.review, before?.version]);
      expect((await read(TARGET))?.replace(/^checked: .*\n/m, "")).toBe(published);
    }
  });

  test("leaves nothing else behind", async () => {
    const { publishing, files } = await newsroom({ [TARGET]: PLAIN });
    const before = await files();
    await stillTrue("rail-strike", publishing());
    expect(await files()).toEqual(before);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["that is not there", {}, /^There is no briefing .*rail-strike\.md$/],
    ["that is withdrawn", { [TARGET]: strike(undefined, "title: A\nwithdrawn: true") }, /withdrawn/],
    ["with a problem", { [TARGET]: PLAIN.replace("4 December at noon", "5 December") }, /has a problem/],
    ["whose header can't be read", { [TARGET]: PLAIN.replace("title:", "title") }, /./],
    [
      "whose header is all on one line",
      { [TARGET]: strike(undefined, "{ title: Rail strike }") },
      /cannot be rewritten/,
    ],
  ])("is refused for one %s", async (_, files, why) => {
    const { publishing, read } = await newsroom(files);
    expect(await stillTrue("rail-strike", publishing())).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(why),
    });
    expect(await read(TARGET)).toBe(files[TARGET]);
    expect(await stillTrue("../sources/wire", publishing())).toMatchObject({ kind: "refused" });
  });

  test("is a commit of its own under git", async () => {
    const { publishing, folder, path } = await newsroom({ [TARGET]: PLAIN });
    const git = (...args: string[]) => {
      const { stdout } = spawnSync("git", args, {
        cwd: folder,
        env: { PATH: process.env.PATH ?? "", HOME: folder },
        encoding: "utf8",
      });
      return stdout.trim();
    };
    git("init", "-q");
    git("add", ".");
    git("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-q", "-m", "All");
    const done = await stillTrue("rail-strike", publishing("Bo Park <bo@example.org>"));
    expect(done).toMatchObject({ kind: "done", file: path(TARGET), commit: git("rev-parse", "--short", "HEAD") });
    expect(git("log", "-1", "--format=%an %s%n%b")).toBe(`Bo Park Check rail-strike\nStill true: Bo Park at ${AT}.`);
    expect(git("show", "--stat", "--format=", "HEAD")).toMatch(/rail-strike\.md/);
    expect(git("status", "--porcelain")).toBe("");
  });

  test("reads the file again before it writes: nothing of somebody else is lost", async () => {
    const { publishing, folder, read } = await newsroom({ [TARGET]: PLAIN });
    const both = await Promise.all([
      stillTrue("rail-strike", publishing()),
      stillTrue("rail-strike", publishing("Bo Park")),
    ]);
    expect(both.some(({ kind }) => kind === "done")).toBe(true);
    expect((await read(TARGET))?.match(/^checked: /gm)).toHaveLength(1);
    await writeFiles(folder, { "sources/wire.md": SOURCE });
    await rm(folder, { recursive: true });
    expect((await stillTrue("rail-strike", publishing())).kind).toBe("refused");
  });
});
