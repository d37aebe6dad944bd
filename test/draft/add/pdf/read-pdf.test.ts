import { describe, expect, test } from "vitest";
import { column, pdfOf } from "../../../fixtures/pdf.ts";
import { read, STORY } from "../reading.ts";

/** Words as lines of so many letters, parted by hyphens where told. */
function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1) as string;
    if (last !== "" && last.length + word.length >= width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`.trim();
  }
  return lines;
}

/** "The city council decided today that the new bridge will be closed for repairs until the end of 2027 …" */
const HEBREW = [
  "מועצת העיר החליטה היום כי הגשר החדש ייסגר לתיקונים עד סוף שנת 2027 וכי התושבים יקבלו הודעה מראש על כל שינוי בדרכים הסמוכות לגשר.",
  "ראש העיר אמר כי העבודה תעלה לעיר יותר כסף מן המתוכנן וכי הדוח המלא יפורסם בקרוב כדי שכל אדם יוכל לקרוא אותו ולשאול עליו.",
];

const PARTED = STORY.map((paragraph) => wrap(paragraph, 80)).map((lines) => lines.map((line) => line));

describe("a PDF", () => {
  test("gives its words without heads and numbers of pages, joined to paragraphs", async () => {
    const all = PARTED.flatMap((lines) => [...lines, ""]);
    const body = [all.slice(0, 4), all.slice(4, 8), all.slice(8)];
    const pages = body.map((lines, at) => [
      { x: 72, y: 760, text: "Annual Report 2026 | Office of Audits", size: 8 },
      ...(at === 0 ? [{ x: 72, y: 735, text: "Records Shared Without Safeguards", size: 20 }] : []),
      ...column(lines, { y: 700 }).filter(({ text }) => text !== ""),
      { x: 300, y: 40, text: String(at + 11), size: 8 },
    ]);
    const document = await read(
      pdfOf(pages, {
        info: { Title: "Microsoft Word - x.docx", Author: "Office of Audits", CreationDate: "D:20261120101500Z" },
      }),
      "report.pdf",
    );
    expect(document.text).toBe(`${STORY.join("\n\n")}\n`);
    expect(document.facts).toEqual({
      title: { value: "Records Shared Without Safeguards", from: "the largest line of its first page" },
      author: { value: "Office of Audits", from: "PDF metadata" },
      published: { value: "2026-11-20", from: "PDF metadata: when the file was made" },
    });
    expect(document.leftOut).toEqual(["Annual Report 2026 | Office of Audits", "11"]);
    expect(document.kind).toBe("PDF");
  });

  test("is mended where its letters and line ends are the typesetter's", async () => {
    const lines = [
      "The o\ufb01cial con\ufb02ict over con-",
      "\ufb01dential records of non-",
      "citizens went on, the office",
      "said, and would for long.",
    ];
    const { text, mended } = await read(pdfOf([column(lines)]), "a.pdf");
    expect(text).toBe(
      "The oficial conflict over confidential records of non-citizens went on, the office said, and would for long.\n",
    );
    expect(mended.join("; ")).toMatch(
      /lines of 1 page joined.*over a line end: confidential.*hyphen kept: non-citizens/,
    );
  });

  test("of two columns is read column by column", async () => {
    const [left = [], right = []] = [wrap(`${STORY[0]} ${STORY[1]}`, 40), wrap(`${STORY[2]} ${STORY[0]}`, 40)];
    const title = [{ x: 72, y: 750, text: "Records Shared Without Safeguards", size: 18 }];
    const rows = left.map((text, at) => [
      { x: 60, y: 700 - at * 12, text },
      { x: 330, y: 700 - at * 12, text: right[at] ?? "" },
    ]);
    const { text } = await read(pdfOf([[...title, ...rows.flat()]]), "a.pdf");
    expect(text.replace(/\s+/g, " ").trim()).toBe(`${STORY[0]} ${STORY[1]} ${STORY[2]} ${STORY[0]}`);
  });

  /** Lines as they stand on a page that is read from right to left: their last letter is drawn first. */
  const drawn = (lines: readonly string[], { x, right, y = 700 }: { x?: number; right: number; y?: number }) =>
    lines.map((text, at) => ({
      x: x ?? right - text.length * 5,
      y: y - at * 12,
      text: [...text]
        .reverse()
        .join("")
        .replace(/[\d,]+/g, (number) => [...number].reverse().join("")),
    }));

  test("that is read from right to left keeps the order of its words, and of its numbers", async () => {
    const lines = HEBREW.flatMap((paragraph) => [...wrap(paragraph, 60), ""]);
    const words = drawn(lines, { right: 540 }).filter(({ text }) => text !== "");
    const { text } = await read(pdfOf([words], { letters: HEBREW.join("").replace(/[ -~]/g, "") }), "a.pdf");
    expect(text).toBe(`${HEBREW.join("\n\n")}\n`);
  });

  test("of two columns that is read from right to left begins with the right one", async () => {
    const [right = [], left = []] = [wrap(`${HEBREW[0]} ${HEBREW[1]}`, 36), wrap(`${HEBREW[1]} ${HEBREW[0]}`, 36)];
    const words = [...drawn(right, { x: 330, right: 540 }), ...drawn(left, { x: 60, right: 270 })];
    const { text } = await read(pdfOf([words], { letters: HEBREW.join("").replace(/[ -~]/g, "") }), "a.pdf");
    expect(text.replace(/\s+/g, " ").trim()).toBe(`${HEBREW[0]} ${HEBREW[1]} ${HEBREW[1]} ${HEBREW[0]}`);
  });

  test("keeps the cells of a table on their lines", async () => {
    const rows = [
      ["Office", "Records"],
      ["North", "1,204"],
      ["South", "880"],
    ].flatMap(([a = "", b = ""], at) => [
      { x: 72, y: 700 - at * 12, text: a },
      { x: 300, y: 700 - at * 12, text: b },
    ]);
    const { text } = await read(pdfOf([[...rows, ...column(PARTED[0] as string[], { y: 600 })]]), "a.pdf");
    expect(text).toBe(`Office\tRecords\nNorth\t1,204\nSouth\t880\n\n${STORY[0]}\n`);
  });

  test.each(["Skia/PDF m153", "macOS Version 15.1 Quartz PDFContext", "Microsoft: Print To PDF"])(
    "that %s printed has the day of its print for no day of its own, and says so",
    async (Producer) => {
      const info = { Producer, CreationDate: "D:20261120101500Z" };
      const { facts, notes } = await read(pdfOf([column(PARTED.flat())], { info }), "a.pdf");
      expect(facts.published).toBeUndefined();
      expect(notes).toEqual([
        "it was printed to PDF on 2026-11-20: if you know when it was published, say --published YYYY-MM-DD",
      ]);
    },
  );

  test("whose page holds no words says how many do", async () => {
    const { notes } = await read(pdfOf([column(PARTED.flat()), []]), "a.pdf");
    expect(notes).toEqual(["1 of its 2 pages hold no words: pictures, most likely"]);
  });
});
