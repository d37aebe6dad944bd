import { globSync } from "node:fs";
import { readdir, readFile, rmdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { marked } from "marked";
import { expect, test } from "vitest";
import { launchBrowser } from "../console/browser.ts";
import { checked } from "../fixtures/content/checked.ts";
import { contentFolder } from "../fixtures/content/folder.ts";
import { programs } from "../fixtures/processes/program.ts";

const { run } = programs();
const TEXTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];
const HEAD = "A handbook of briefings";

/** Our own papers as a browser prints them, with heads and page numbers. */
async function printed(): Promise<Uint8Array> {
  const docs = globSync(["docs/*.md", "docs/decisions/*.md"], { exclude: ["docs/sentences.md"] }).sort();
  const papers = [...TEXTS, ...docs];
  const parts = await Promise.all(papers.map(async (paper) => marked.parse(await readFile(paper, "utf8"))));
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.setContent(
      `<!doctype html><html lang="en"><head><title>${HEAD}</title><style>body { font: 14pt/1.6 serif; text-align: justify }</style></head><body>${parts.join("")}</body></html>`,
    );
    const line = (words: string) => `<div style="font-size: 8px; width: 100%; text-align: center">${words}</div>`;
    return await page.pdf({
      format: "Letter",
      displayHeaderFooter: true,
      headerTemplate: line(HEAD),
      footerTemplate: line('<span class="pageNumber"></span> of <span class="totalPages"></span>'),
      margin: { top: "2.5cm", bottom: "2.5cm", left: "2.5cm", right: "2.5cm" },
    });
  } finally {
    await browser.close();
  }
}

test("a PDF of twenty pages becomes a published briefing by three commands, in a folder that was empty", async () => {
  const folder = await contentFolder();
  for (const name of ["sources", "briefings"]) await rmdir(join(folder, name));
  const file = join(folder, "handbook.pdf");
  await writeFile(file, await printed());
  const env = { CONTENT_DIR: folder };
  const added = await run("add", [file, "--yes"], env);
  expect(added.code).toBe(0);
  const pages = Number(/lines of (\d+) pages joined/.exec(added.out)?.[1]);
  expect(pages).toBeGreaterThanOrEqual(20);
  expect(added.out).toContain(`left out   “${HEAD}”, “1 of ${pages}”`);
  expect(added.out).toMatch(/published {2}not given\n[\s\S]*look at {4}it was printed to PDF on /);
  const drafted = await run("draft", ["handbook"], env);
  expect([drafted.code, drafted.out]).toEqual([0, expect.stringMatching(/^Drafted [1-9]\d? statements? from /)]);
  expect((await checked(folder)).isWell).toBe(true);
  const published = await run("publish", ["handbook", "--by", "Ann Lee", "--yes"], env);
  expect([published.code, published.out]).toEqual([
    0,
    expect.stringMatching(/\nPublished: .*\/briefings\/handbook\.md\.\n$/),
  ]);
  expect(await checked(folder)).toEqual({
    isWell: true,
    text: expect.stringContaining("1 briefing, 1 source, every quote checked"),
  });
  const [source = ""] = await readdir(join(folder, "sources"));
  const text = await readFile(join(folder, "sources", source), "utf8");
  expect(text.split(HEAD)).toHaveLength(2);
  expect(text).toContain("Every sentence cites the exact words of a source document.");
}, 180_000);
