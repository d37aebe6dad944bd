import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { devNull } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { quoted } from "#briefing";
import { Refused } from "./refused.ts";

/** How git is run: its path, and the environment that it gets. */
export type Git = { readonly path: string; readonly env: Readonly<Record<string, string>> };

/** Who a commit is by. Without an address git is given none. */
export type Person = { readonly name: string; readonly email?: string };

/** Where a file is under git: commits it, with nothing else; gives the commit's short name. */
export type Committing = { commit(by: Person, message: string): Promise<string | undefined> };

/**
 * Looks whether a file can be committed where it is. Undefined: it is not under git. Nothing that the repository's own
 * settings name is run: no hook, no filter, no signing, no file watcher, no editor.
 * @throws Refused where a commit would land in something unfinished, or nowhere
 */
export async function openGit(path: string, git: Git): Promise<Committing | undefined> {
  const folder = await realpath(dirname(path));
  const file = basename(path);
  const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) => runGit(git, folder, args, env);
  const inside = await run(["rev-parse", "--is-inside-work-tree"]);
  if (inside.code === "ENOENT") {
    if (!isUnderGit(folder)) return undefined;
    throw new Refused(`${folder} is a git work tree, and git is not installed here: install it, or publish elsewhere`);
  }
  if (/not a git repository/.test(inside.err) || (inside.code === 0 && inside.out.trim() !== "true")) return undefined;
  if (inside.code !== 0) throw new Refused(`git cannot be used here: ${said(inside)}`);
  // It doesn't know literal paths; a briefing's name has nothing that would be a pattern.
  const ignored = await run(["check-ignore", "--quiet", "--", file], { GIT_LITERAL_PATHSPECS: "0" });
  if (ignored.code === 0) return undefined;
  await refuseUnfinished(folder, run);
  await refuseFilters(file, run);

  return {
    async commit(by, message) {
      const isKnown = (await run(["ls-files", "--error-unmatch", "--", file])).code === 0;
      if (!isKnown && !existsSync(join(folder, file))) return undefined;
      if (!isKnown) await orRefuse(run(["add", "--intent-to-add", "--", file]));
      const named = { NAME: by.name, EMAIL: by.email ?? "" };
      const people = ["AUTHOR", "COMMITTER"].flatMap((as) =>
        Object.entries(named).map(([what, value]) => [`GIT_${as}_${what}`, value]),
      );
      const args = ["commit", "--quiet", "--no-verify", "--no-gpg-sign", "--cleanup=whitespace"];
      try {
        await orRefuse(run([...args, "-m", message, "--only", "--", file], Object.fromEntries(people)));
      } catch (error) {
        if (!isKnown) await run(["rm", "--cached", "--quiet", "--force", "--", file]);
        throw error;
      }
      return (await run(["rev-parse", "--short", "HEAD"])).out.trim();
    },
  };
}

type Ran = { readonly code: number | string; readonly out: string; readonly err: string };
type Run = (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Ran>;

const UNFINISHED: Readonly<Record<string, string>> = {
  MERGE_HEAD: "a merge",
  CHERRY_PICK_HEAD: "a cherry-pick",
  REVERT_HEAD: "a revert",
  "rebase-merge": "a rebase",
  "rebase-apply": "a rebase",
  sequencer: "a series of commits",
  BISECT_LOG: "a bisect",
};

async function refuseUnfinished(folder: string, run: Run): Promise<void> {
  const names = Object.keys(UNFINISHED);
  const { out } = await orRefuse(run(["rev-parse", ...names.flatMap((name) => ["--git-path", name])]));
  const paths = out.split("\n");
  const found = names.find((_, at) => paths[at] && existsSync(resolve(folder, paths[at])));
  if (found) throw new Refused(`${UNFINISHED[found]} is not finished in ${folder}: finish or abort it, then publish`);
  const top = (await orRefuse(run(["rev-parse", "--show-cdup"]))).out.trim() || ".";
  if ((await orRefuse(run(["-C", top, "ls-files", "--unmerged"]))).out !== "")
    throw new Refused(`git has conflicts in ${folder}: resolve them, then publish`);
  if ((await run(["symbolic-ref", "--quiet", "HEAD"])).code !== 0)
    throw new Refused(
      `no branch is checked out in ${folder}, and the commit would be lost: git switch BRANCH, then publish`,
    );
}

/** A filter is a program that the repository names, and what it makes of a file is not what was reviewed. */
async function refuseFilters(file: string, run: Run): Promise<void> {
  const { out } = await orRefuse(run(["check-attr", "-z", "filter", "--", file]));
  const name = out.split("\0")[2] ?? "";
  const set = await run(["config", "-z", "--name-only", "--get-regexp", "^filter\\..*\\.(clean|process)$"]);
  if (set.out.split("\0").some((key) => key === `filter.${name}.clean` || key === `filter.${name}.process`))
    throw new Refused(
      `git would run the filter ${quoted(name, 40)} of .gitattributes over ${file}, and publishing runs no such program: take the filter off this file, then publish`,
    );
}

async function orRefuse(running: Promise<Ran>): Promise<Ran> {
  const ran = await running;
  if (ran.code !== 0) throw new Refused(`git said: ${said(ran)}`);
  return ran;
}

function said({ code, out, err }: Ran): string {
  const words = (err.trim() || out.trim()).replace(/^(?:fatal|error): /, "");
  return words === "" ? `nothing, and ended with ${code}` : quoted(words, 300);
}

function isUnderGit(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return true;
    if (dirname(at) === at) return false;
  }
}

const NOTHING_RUN = ["core.fsmonitor=false", `core.hooksPath=${devNull}`, "gc.auto=0", "maintenance.auto=false"];
const QUIET = {
  LC_ALL: "C",
  GIT_TERMINAL_PROMPT: "0",
  GIT_EDITOR: ":",
  GIT_LITERAL_PATHSPECS: "1",
  GIT_OPTIONAL_LOCKS: "0",
};

function runGit(
  { path, env }: Git,
  cwd: string,
  args: readonly string[],
  more: Readonly<Record<string, string>>,
): Promise<Ran> {
  const settings = [...NOTHING_RUN, "i18n.commitEncoding=UTF-8"].flatMap((setting) => ["-c", setting]);
  const options = { cwd, env: { ...env, ...QUIET, ...more }, timeout: 60_000, windowsHide: true };
  return new Promise((done) => {
    const child = execFile(path, ["--no-pager", ...settings, ...args], options, (error, out, err) =>
      done({ code: error ? (error.code ?? "a timeout") : 0, out, err }),
    );
    child.stdin?.end();
  });
}
