import { describe, expect, test } from "vitest";
import { docxOf } from "../../../fixtures/docx.ts";
import { read, STORY, valuesOf } from "../reading.ts";

describe("a Word document", () => {
  test("gives its paragraphs, its title and its author", async () => {
    const { text, facts, kind } = await read(
      docxOf(["# Records Shared", ...STORY], { creator: "Ann Lee", title: "Draft" }),
      "a.docx",
    );
    expect([text, valuesOf(facts), kind]).toEqual([
      `${STORY.join("\n\n")}\n`,
      { title: "Records Shared", author: "Ann Lee" },
      "Word document",
    ]);
  });

  test("gives its words without what was deleted, and its cells on a line", async () => {
    const cell = (text: string) => `<w:tc><w:p><w:r><w:t>${text}</w:t></w:r></w:p></w:tc>`;
    const body = `<w:p><w:r><w:t>The agency </w:t></w:r><w:del><w:r><w:delText>never </w:delText></w:r></w:del><w:ins><w:r><w:t>said so.</w:t></w:r></w:ins></w:p><w:tbl><w:tr>${cell("North")}${cell("1,204")}</w:tr></w:tbl>`;
    expect((await read(docxOf([], { body, creator: "python-docx" }), "a.docx")).text).toBe(
      "The agency said so.\n\nNorth\t1,204\n",
    );
  });
});
