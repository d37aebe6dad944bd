import { access, readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { secretFileOf } from "../../src/app/settings/secret-files.ts";
import { SETTING_NAMES } from "../../src/app/settings/settings.ts";

const { scripts } = JSON.parse(await readFile("package.json", "utf8"));
const compose = await readFile("compose.yaml", "utf8");
const workflow = await readFile(".github/workflows/release.yml", "utf8");
const PAGES = ["docs/run.md", "docs/update.md", "UPGRADING.md"];
const CONTAINERS = [...`${compose}${workflow}`.matchAll(/\b(?:vars\.|secrets\.|\$\{)?([A-Z]+_[A-Z_]+|REGISTRY)\b/g)];
const KNOWN = [...SETTING_NAMES, ...SETTING_NAMES.flatMap(secretFileOf), ...CONTAINERS.map(([, name = ""]) => name)];
/** Paths on the reader's machine, or in the image. */
const THEIRS = /^\/|^data\/|^\.env$|^database$|NNNN/;

describe.each(PAGES)("%s", async (page) => {
  const text = await readFile(page, "utf8");
  const code = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = ""]) => words);

  test("names only programs, files and settings that are there", async () => {
    for (const [, name = ""] of text.matchAll(/(?:npm run|node --run) ([\w-]+)/g))
      if (name !== "starts") expect(Object.keys(scripts)).toContain(name);
    const paths = code.filter((words) => /^[\w.-]+(?:\/[\w.-]+)+$|^[\w.-]+\.(?:md|yaml|yml|json|example)$/.test(words));
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths.filter((one) => !THEIRS.test(one)))
      await expect(access(path), path).resolves.toBeUndefined();
    for (const [name = ""] of code.join("\n").matchAll(/\b[A-Z]{3,}(?:_[A-Z]+)+\b/g)) expect(KNOWN).toContain(name);
  });

  test("has tables whose rows have as many cells", () => {
    const cells = (row: string) => row.replaceAll("\\|", "").split("|").length;
    for (const [table] of text.matchAll(/(?:^\|.*\n)+/gm)) {
      const rows = table.trim().split("\n");
      expect(new Set(rows.map(cells)).size).toBe(1);
    }
  });
});
