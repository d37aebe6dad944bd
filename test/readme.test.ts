import { access, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadLibrary } from "#briefing";
import { commands } from "#commands";
import { SETTING_NAMES } from "../src/app/settings/settings.ts";
import { libraryOf } from "./fixtures/content/library.ts";
import { tellStored, withStored } from "./fixtures/stores/stored.ts";

const UPDATE = "npx vitest run test/readme.test.ts --update";
const { scripts } = JSON.parse(await readFile("package.json", "utf8")) as { scripts: Record<string, string> };
/** What people read to use it and to change it; `docs/sentences.md` quotes what the code says. */
const inDocs = (await readdir("docs")).filter((name) => name.endsWith(".md") && name !== "sentences.md");
const pages = await Promise.all(
  ["README.md", "CONTRIBUTING.md", ...inDocs.map((name) => join("docs", name))].map(
    async (file) => [file, await readFile(file, "utf8")] as const,
  ),
);
const page = (file: string) => pages.find(([name]) => name === file)?.[1] ?? "";

/** What the image's own files set, beside the bot's settings. */
const deployed = [...(await readFile("compose.yaml", "utf8")).matchAll(/\$\{([A-Z_]+)/g)].map(([, name = ""]) => name);
const released = await readFile(".github/workflows/release.yml", "utf8");
deployed.push(...[...released.matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = ""]) => name));

/** Each finding once, with the page that has it first. */
const named = (pattern: RegExp) => [
  ...new Map(
    pages
      .flatMap(([file, text]) => [...text.matchAll(pattern)].map(([, name = ""]) => [name, file] as const))
      .reverse(),
  ),
];
const codeIn = (text: string) => [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = ""]) => words);

/** What stands in code and looks like a path of the project, and what is linked to; `.env` is the reader's own. */
const isPath = (words: string) => /^[\w.-]+(?:\/[\w.-]+)+$|^[\w.-]+\.(?:md|ts|json|cjs|example)$|^LICENSE$/.test(words);
const rooms = [...page("README.md").matchAll(/^\| `([\w/]+)` \| [^|]+ \|[^|]*\|$/gm)].map(([, room = ""]) => room);

describe("the README and the docs", () => {
  test.each(named(/npm run ([\w:-]+)/g))("name a script that is there: npm run %s (%s)", (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  test.each(named(/npm (start|test)\b/g))("name a script that is there: npm %s (%s)", (name) => {
    expect(Object.keys(scripts)).toContain(name);
  });

  test.each(pages)("name only paths that are there: %s", async (file, text) => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path = ""]) => join(dirname(file), path));
    const paths = [...new Set([...codeIn(text).filter(isPath), ...links, ...(file === "README.md" ? rooms : [])])];
    const missing = await Promise.all(
      paths.map((path) =>
        access(path).then(
          () => [],
          () => [path],
        ),
      ),
    );
    expect(missing.flat()).toEqual([]);
  });

  test.each(pages)("name only settings that are there: %s", (_, text) => {
    const names = codeIn(text).filter((words) => /^[A-Z]+(?:_[A-Z]+)+$|^(?:HOST|PORT)$/.test(words));
    expect(names.filter((name) => ![...SETTING_NAMES, ...deployed].includes(name))).toEqual([]);
  });

  test("name every command as it is called, and no other", () => {
    const rows = [...page("README.md").matchAll(/^\| `(\/[^`]+)` \|/gm)].map(([, usage = ""]) =>
      usage.replaceAll("\\|", "|"),
    );
    expect(rows).toEqual(commands.map(({ name, hint }) => `/${name} ${hint}`.trim()));
  });

  test("name every page of the docs that is there for a task", () => {
    const linked = [...page("README.md").matchAll(/\]\(docs\/([\w-]+\.md)\)/g)].map(([, name]) => name);
    expect(new Set(linked)).toEqual(new Set(inDocs.filter((name) => name !== "glossary.md")));
  });

  test(`say what is stored, how long and of whom, as it is; if not, run ${UPDATE}`, async () => {
    const run = withStored(page("docs/run.md"));
    expect(run).toContain(tellStored());
    await expect(run).toMatchFileSnapshot("../docs/run.md");
  });

  test("show a briefing that the checker finds nothing wrong with", async () => {
    const blocks = [...page("docs/write-a-briefing.md").matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map(
      ([, text = ""]) => text,
    );
    const example = blocks.find((block) => block.startsWith("---\n")) ?? "";
    const real = (await loadLibrary("content")).source("irs-summary");
    const library = libraryOf({
      "sources/irs-summary.md": `---\n---\n${real?.text}`,
      "briefings/irs-data-sharing.md": example,
    });
    expect(library.problems).toEqual([]);
    expect(library.briefing("irs-data-sharing")?.sections.happening.statements).toHaveLength(1);
  });

  test("have the table of rooms that the house is held to", async () => {
    const folders = (await readdir("src", { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    expect(rooms).toEqual(expect.arrayContaining([...folders, "commands", "content", "test"]));
  });
});
