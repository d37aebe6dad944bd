import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openReview, personOf, publish, undo } from "#draft";
import { contentFolder, writeFiles } from "../../fixtures/content/folder.ts";
import { newsroom, SOURCE, strike } from "./newsroom.ts";

const TARGET = "briefings/rail-strike.md";
const DRAFT = "drafts/rail-strike.md";
const BEFORE = strike("It stands at noon.", "title: Stands");
const whyNoGit = gitVersion() === undefined ? " (git is not installed)" : "";

describe.skipIf(whyNoGit)(`in a git work tree${whyNoGit}`, () => {
  test("a publish is one commit of that file alone, in the reviewer's name, and what else was begun stays so", async () => {
    const { room, git, root } = await repository();
    await writeFile(join(root, "staged.txt"), "staged");
    git("add", "staged.txt");
    await writeFile(room.path("sources/other.md"), "---\n---\nLoose words.");
    const outcome = await publish(await room.look(), room.publishing("Ann Lee <ann@example.org>"));
    expect(outcome).toEqual({ kind: "done", file: room.path(TARGET), commit: git("rev-parse", "--short", "HEAD") });
    expect(git("log", "--format=%an <%ae> %cn <%ce>", "-1")).toBe(
      "Ann Lee <ann@example.org> Ann Lee <ann@example.org>",
    );
    expect(git("log", "--format=%s", "-1")).toBe("Publish rail-strike");
    expect(git("log", "--format=%b", "-1")).toBe(
      "Reviewed by Ann Lee at 2026-11-20T09:00:00.000Z: 2 statements, beside the quoted words.",
    );
    expect(git("show", "--format=", "--name-status", "HEAD")).toBe(`M\tcontent/${TARGET}`);
    expect(git("show", `HEAD:content/${TARGET}`)).toBe((await room.read(TARGET))?.trim());
    expect(git("status", "--porcelain", "--", "staged.txt", "content/sources")).toBe(
      "A  staged.txt\n?? content/sources/other.md",
    );
  });

  test("a new briefing is committed too, and undone by a commit", async () => {
    const { room, git } = await repository({ [TARGET]: undefined });
    expect(await room.publish()).toMatchObject({ kind: "done", commit: expect.any(String) });
    expect(git("show", "--format=%an <%ae>", "--name-status", "HEAD")).toBe(`Ann Lee <>\n\nA\tcontent/${TARGET}`);
    expect(await undo("rail-strike", room.publishing("Bo Park"))).toMatchObject({ commit: expect.any(String) });
    expect(git("show", "--format=%an %s", "--name-status", "HEAD")).toBe(
      `Bo Park Undo publishing rail-strike\n\nD\tcontent/${TARGET}`,
    );
    expect(git("status", "--porcelain", "--untracked-files=no")).toBe("");
    expect(await room.read(DRAFT)).toBe(strike());
  });

  test("the first commit of a repository may be a publish", async () => {
    const { room, git } = await repository({}, false);
    expect(await room.publish()).toMatchObject({ kind: "done", commit: expect.any(String) });
    expect(git("ls-files")).toBe(`content/${TARGET}`);
  });

  test.each<[string, (git: Git, root: string) => unknown, RegExp]>([
    ["a merge", (git) => git("merge", "--no-commit", "--no-ff", "side"), /^a merge is not finished/],
    ["a merge with conflicts", (git) => gitFails(git, "merge", "clash"), /^a merge is not finished/],
    ["a rebase", (git) => gitFails(git, "rebase", "clash"), /^a rebase is not finished/],
    ["a cherry-pick", (git) => gitFails(git, "cherry-pick", "clash"), /^a cherry-pick is not finished/],
    ["no branch", (git) => git("switch", "--quiet", "--detach"), /^no branch is checked out/],
    [
      "conflicts of a stash",
      async (git, root) => {
        await writeFile(join(root, "shared.txt"), "stashed");
        git("stash", "--quiet");
        await writeFile(join(root, "shared.txt"), "committed");
        git("commit", "--quiet", "-am", "other");
        gitFails(git, "stash", "pop");
      },
      /^git has conflicts/,
    ],
  ])("is refused in mid-way: %s", async (_, begin, why) => {
    const { room, git, root } = await repository();
    await begin(git, root);
    const head = git("rev-parse", "HEAD");
    const status = git("status", "--porcelain");
    expect(await room.publish()).toEqual({ kind: "refused", why: expect.stringMatching(why) });
    expect(await room.read(TARGET)).toBe(BEFORE);
    expect([git("rev-parse", "HEAD"), git("status", "--porcelain")]).toEqual([head, status]);
  });

  test.each([true, false])(
    "a commit that fails restores the file (there before: %s) and the index",
    async (isThere) => {
      const { room, git } = await repository(isThere ? {} : { [TARGET]: undefined });
      const all = await room.files();
      const status = git("status", "--porcelain");
      const path = await program(
        room.path(".git-that-fails"),
        `case " $* " in *" commit "*) echo "fatal: no room" >&2; exit 128;; esac; exec git "$@"`,
      );
      const outcome = await publish(await room.look(), room.publishing("Ann Lee", path));
      await rm(path);
      expect(outcome).toEqual({ kind: "refused", why: "git said: “no room”" });
      expect(await room.read(TARGET)).toBe(isThere ? BEFORE : undefined);
      expect(await room.files()).toEqual(all);
      expect(git("status", "--porcelain")).toBe(status);
      expect(await room.publish()).toMatchObject({ kind: "done" });
    },
  );

  test("another git at work: the file is restored, and publishing works when it is done", async () => {
    const { room, git, root } = await repository();
    const head = git("rev-parse", "HEAD");
    await writeFile(join(root, ".git/index.lock"), "");
    expect(await room.publish()).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/index\.lock.*File exists/),
    });
    expect([await room.read(TARGET), await room.read(DRAFT)]).toEqual([BEFORE, strike()]);
    await rm(join(root, ".git/index.lock"));
    expect(git("rev-parse", "HEAD")).toBe(head);
    expect(await room.publish()).toMatchObject({ kind: "done" });
  });

  test("runs nothing that the repository names", async () => {
    const { room, git, root } = await repository();
    const ran = join(root, "ran");
    const trap = await program(join(root, ".trap"), `echo "$0 $*" >> ${ran}; cat`);
    await mkdir(join(root, ".git/hooks"), { recursive: true });
    for (const hook of [
      "pre-commit",
      "prepare-commit-msg",
      "commit-msg",
      "post-commit",
      "reference-transaction",
      "post-index-change",
    ])
      await program(join(root, ".git/hooks", hook), `echo ${hook} >> ${ran}; exit 1`);
    for (const name of [
      "core.fsmonitor",
      "core.editor",
      "core.pager",
      "gpg.program",
      "core.sshCommand",
      "diff.external",
    ])
      git("config", name, trap);
    git("config", "commit.gpgSign", "true");
    git("config", "core.hooksPath", ".git/hooks");
    git("config", "gc.auto", "1");
    await rm(ran, { force: true });
    expect(await room.publish()).toMatchObject({ kind: "done" });
    expect(existsSync(ran)).toBe(false);
    git("config", "filter.evil.clean", trap);
    await writeFile(join(root, ".gitattributes"), "*.md filter=evil\n");
    await writeFile(room.path(DRAFT), strike());
    await rm(ran, { force: true });
    expect(await room.publish()).toMatchObject({
      kind: "refused",
      why: expect.stringMatching(/would run the filter “evil”/),
    });
    expect(existsSync(ran)).toBe(false);
  });

  test("passes names on as they are: no option, no pattern, no shell", async () => {
    const { folder } = await newsroom({
      "drafts/--all.md": strike(),
      "briefings/other.md": strike("Other.", "title: B"),
    });
    run(folder, "init", "--quiet");
    const { publishing } = await newsroom({}, folder);
    const by = personOf("$(touch ran) `touch ran`; --amend “x”");
    expect(await publish(await openReview(folder, "--all"), { ...publishing(), by })).toMatchObject({ kind: "done" });
    expect(run(folder, "ls-files")).toBe("briefings/--all.md");
    expect(run(folder, "log", "--format=%an")).toBe("$(touch ran) `touch ran`; --amend “x”");
    expect(existsSync(join(folder, "ran"))).toBe(false);
  });

  test("what git ignores is published without a commit", async () => {
    const { room, git, root } = await repository({ [TARGET]: undefined });
    await writeFile(join(root, ".gitignore"), "content/\n");
    const head = git("rev-parse", "HEAD");
    expect(await room.publish()).toEqual({ kind: "done", file: room.path(TARGET) });
    expect(git("rev-parse", "HEAD")).toBe(head);
  });

  test("without git a work tree is refused, and any other folder needs none", async () => {
    const { room } = await repository();
    const gone = room.publishing("Ann Lee", "/nowhere/git");
    expect(await publish(await room.look(), gone)).toMatchObject({
      why: expect.stringMatching(/git is not installed here/),
    });
    const plain = await newsroom();
    expect(await publish(await plain.look(), plain.publishing("Ann Lee", "/nowhere/git"))).toMatchObject({
      kind: "done",
    });
  });
});

type Git = (...args: string[]) => string;

/** A repository with the content in a folder of it, branches `side` and `clash`, and all but the draft committed. */
async function repository(files: Readonly<Record<string, string | undefined>> = {}, isCommitted = true) {
  const root = await contentFolder();
  const folder = join(root, "content");
  const given = { "sources/wire.md": SOURCE, [TARGET]: BEFORE, ...files };
  const kept = Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined);
  await writeFiles(folder, Object.fromEntries(kept));
  await mkdir(join(folder, "briefings"), { recursive: true });
  const git: Git = (...args) => run(root, ...args);
  git("init", "--quiet", "--initial-branch=main");
  if (isCommitted) {
    await writeFile(join(root, "shared.txt"), "main");
    git("add", "--all");
    git("commit", "--quiet", "-m", "begin");
    for (const branch of ["side", "clash"]) {
      git("switch", "--quiet", "-c", branch, "main");
      await writeFile(join(root, branch === "side" ? "side.txt" : "shared.txt"), branch);
      git("add", "--all");
      git("commit", "--quiet", "-m", branch);
    }
    git("switch", "--quiet", "main");
    await writeFile(join(root, "shared.txt"), "main again");
    git("commit", "--quiet", "-am", "main again");
  }
  await writeFiles(folder, { [DRAFT]: strike() });
  return { root, git, room: await newsroom({}, folder) };
}

function run(cwd: string, ...args: string[]): string {
  const person = ["AUTHOR", "COMMITTER"].flatMap((as) => [
    [`GIT_${as}_NAME`, "Setup"],
    [`GIT_${as}_EMAIL`, "setup@example.org"],
  ]);
  const env = { PATH: process.env.PATH ?? "", HOME: cwd, ...Object.fromEntries(person) };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

function gitFails(git: Git, ...args: string[]): void {
  expect(() => git(...args)).toThrow();
}

async function program(file: string, script: string): Promise<string> {
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

function gitVersion(): string | undefined {
  try {
    return execFileSync("git", ["--version"], { encoding: "utf8" });
  } catch {
    return undefined;
  }
}
