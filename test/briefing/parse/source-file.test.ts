import { describe, expect, test } from "vitest";
import { libraryOf, told } from "../../fixtures/content/library.ts";

const ODD = "---\n[^1]: not a footnote\n<script>alert(1)</script>\n---\nend";

describe("a source file", () => {
  test.each([
    [
      "everything given",
      "---\ntitle: A\npublisher: B\nauthor: C\nurl: https://example.org/a?b#c\npublished: 2026-11-20\nretrieved: 2026-11-21\n---\nWords.",
      [],
      {
        id: "wire",
        title: "A",
        publisher: "B",
        author: "C",
        url: "https://example.org/a?b#c",
        published: "2026-11-20",
        retrieved: "2026-11-21",
        text: "Words.",
      },
    ],
    ["nothing given", "---\n---\nWords.", [], { id: "wire", text: "Words." }],
    ["no header at all", "Words.\n\nMore.", [], { id: "wire", text: "Words.\n\nMore." }],
    ["text that looks like markup", `---\ntitle: A\n---\n${ODD}`, [], { id: "wire", title: "A", text: ODD }],
    ["a title that is a number", "---\ntitle: 1984\n---\nWords.", [], { id: "wire", title: "1984", text: "Words." }],
    [
      "an address that is code",
      "---\nurl: javascript:alert(1)\n---\nWords.",
      ["2:1 “url” must be an http or https address, not “javascript:alert(1)”"],
      { id: "wire", text: "Words." },
    ],
    [
      "an address with a password",
      "---\nurl: https://me:secret@example.org\n---\nWords.",
      ["2:1 “url” must be an http or https address, not “https://me:secret@example.org”"],
      { id: "wire", text: "Words." },
    ],
    [
      "a date that is none",
      "---\npublished: 2026-13-01\n---\nWords.",
      ["2:1 “published” must be a real date as YYYY-MM-DD, not “2026-13-01”"],
      { id: "wire", text: "Words." },
    ],
    [
      "an unknown key",
      "---\ndate: 2026-11-20\n---\nWords.",
      [
        "2:1 unknown key “date”: known keys are title, publisher, author, url, published, retrieved, replaces, fullText",
      ],
      { id: "wire", text: "Words." },
    ],
    [
      "what it replaces, and that all may read it",
      "---\nreplaces: wire-1\nfullText: yes\n---\nWords.",
      [],
      { id: "wire", replaces: "wire-1", fullText: true, text: "Words." },
    ],
    [
      "what it cannot replace, and a wish that is none",
      "---\nreplaces: Wire 1\nfullText: perhaps\n---\nWords.",
      [
        "2:1 “replaces” must be the id of a source, as its file is called without .md",
        "3:1 “fullText” must be yes or no: whether everybody may read all of it",
      ],
      { id: "wire", text: "Words." },
    ],
    [
      "YAML that cannot be read",
      "---\ntitle: [a\n---\nWords.",
      [
        "3:1 the header between the --- lines is not valid YAML (Flow sequence in block collection must be sufficiently indented and end with a ]): write one “key: value” per line, and quote values that contain a colon or #",
      ],
      { id: "wire", text: "Words." },
    ],
    [
      "a header that is never closed",
      "---\ntitle: A\n\nWords.",
      ["1:1 the header that begins on this line is never closed: end it with a --- line"],
      {},
    ],
    [
      "no text",
      "---\ntitle: A\n---\n\n",
      ["1:1 the source has no text: put the document's words after the second --- line"],
      {},
    ],
    ["nothing", "", ["1:1 the source has no text: put the document's words after the second --- line"], {}],
  ])("with %s", (_, file, problems, source) => {
    const library = libraryOf({ "sources/wire.md": file });
    expect(told(library.problems)).toEqual(problems);
    const { version, ...read } = library.source("wire") ?? {};
    expect(read).toEqual(source);
    expect(version === undefined).toBe(Object.keys(source).length === 0);
  });
});
