import { access, readdir, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { commands } from "#commands";
import { KEPT_DAYS } from "#schedule";
import { SETTING_NAMES } from "../src/app/settings.ts";
import { libraryOf } from "./fixtures/content/library.ts";

const readme = await readFile("README.md", "utf8");
const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: Record<string, string> };
const code = [...readme.matchAll(/`([^`\n]+)`/g)].map(([, words = ""]) => words);
const blocks = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(([, text = ""]) => text);

const named = (pattern: RegExp) => [...new Set([...readme.matchAll(pattern)].map(([, name = ""]) => name))];

/** What stands in code and looks like a path of the project, and what is linked to; `.env` is the reader's own. */
const isPath = (words: string) => /^[\w.-]+(?:\/[\w.-]+)+$|^[\w.-]+\.(?:md|ts|json|cjs|example)$|^LICENSE$/.test(words);
const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => path);
const rooms = [...readme.matchAll(/^\| `([\w/]+)` \| [^|]+ \|[^|]*\|$/gm)].map(([, room = ""]) => room);
const paths = [...new Set([...code.filter(isPath), ...links, ...rooms])];

describe("the README", () => {
  test.each(named(/npm run ([\w:-]+)/g))("names a script that is there: npm run %s", (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  test.each(named(/npm (start|test)\b/g))("names a script that is there: npm %s", (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  test.each(paths)("names a path that is there: %s", async (path) => {
    await expect(access(path)).resolves.toBeUndefined();
  });

  test("names every command as it is called, and no other", () => {
    const rows = [...readme.matchAll(/^\| `(\/[^`]+)` \|/gm)].map(([, usage = ""]) => usage.replaceAll("\\|", "|"));
    expect(rows).toEqual(commands.map(({ name, hint }) => `/${name} ${hint}`.trim()));
  });

  test("names only settings that are there", () => {
    const names = code.filter((words) => /^[A-Z]+(?:_[A-Z]+)+$|^(?:HOST|PORT)$/.test(words));
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) expect(SETTING_NAMES).toContain(name);
  });

  test("says how long each thing is kept, as it is", () => {
    const rows = [...readme.matchAll(/^\| [^|]*`([a-z]+)`[^|]* \| (\d+) days? \|$/gm)];
    expect(Object.fromEntries(rows.map(([, what, days]) => [what, Number(days)]))).toEqual(KEPT_DAYS);
  });

  test("shows a briefing that the checker finds nothing wrong with", async () => {
    const example = blocks.find((block) => block.startsWith("---\n")) ?? "";
    const real = (await loadLibrary("content")).source("irs-summary");
    const library = libraryOf({
      "sources/irs-summary.md": `---\n---\n${real?.text}`,
      "briefings/irs-data-sharing.md": example,
    });
    expect(library.problems).toEqual([]);
    expect(library.briefing("irs-data-sharing")?.sections.happening.statements).toHaveLength(1);
  });

  test("has the table of rooms that the house is held to", async () => {
    const folders = (await readdir("src", { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    expect(rooms).toEqual(expect.arrayContaining([...folders, "commands", "content", "test"]));
  });
});
