import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The shape of generated content: as many statements and citations a briefing, as many characters a source. */
export type Shape = { readonly statements: number; readonly citations: number; readonly sourceLength: number };

export const SHAPE: Shape = { statements: 30, citations: 45, sourceLength: 6_000 };

/** Numbers in a fixed order, so that every run measures the same content (mulberry32). */
export function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu".split(" ");
const MARKS = ["", "", "", "", "", ",", ",", " —", "’s"];

function makeWords(next: () => number, count: number): string[] {
  return Array.from({ length: count }, () => {
    const length = 1 + Math.floor(next() * 4);
    const word = Array.from({ length }, () => SYLLABLES[Math.floor(next() * SYLLABLES.length)]).join("");
    return word + MARKS[Math.floor(next() * MARKS.length)];
  });
}

/** A source's sentences, by paragraphs. */
function makeParagraphs(next: () => number, length: number): string[][] {
  const paragraphs: string[][] = [];
  for (let written = 0; written < length; ) {
    const sentences = Array.from({ length: 3 + Math.floor(next() * 4) }, () => {
      const text = makeWords(next, 12 + Math.floor(next() * 14))
        .join(" ")
        .replace(/[,—\s]+$/, "");
      return `${text[0]?.toUpperCase()}${text.slice(1)}.`;
    });
    paragraphs.push(sentences);
    written += sentences.join(" ").length + 2;
  }
  return paragraphs;
}

/** Writes `briefings` briefings over twice as many sources into `folder`; returns the bytes written. */
export async function writeContent(folder: string, briefings: number, shape: Shape = SHAPE): Promise<number> {
  const next = sequence(briefings);
  await mkdir(join(folder, "sources"), { recursive: true });
  await mkdir(join(folder, "briefings"), { recursive: true });
  const sources: string[][][] = [];
  let bytes = 0;
  const write = async (path: string, text: string) => {
    bytes += Buffer.byteLength(text);
    await writeFile(join(folder, path), text);
  };
  for (let id = 0; id < 2 * briefings; id++) {
    const paragraphs = makeParagraphs(next, shape.sourceLength);
    sources.push(paragraphs);
    const text = paragraphs.map((sentences) => sentences.join(" ")).join("\n\n");
    await write(
      `sources/source-${id}.md`,
      `---\ntitle: Document ${id}\nurl: https://example.org/${id}\npublished: 2026-11-20\n---\n${text}\n`,
    );
  }
  for (let topic = 0; topic < briefings; topic++)
    await write(`briefings/topic-${topic}.md`, makeBriefing(next, topic, sources, shape));
  return bytes;
}

function makeBriefing(
  next: () => number,
  topic: number,
  sources: readonly string[][][],
  { statements, citations }: Shape,
): string {
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)] as T;
  const footnotes = Array.from({ length: citations }, (_, index) => {
    const source = Math.floor(next() * sources.length);
    const words = pick(pick(sources[source] as string[][]))
      .slice(0, -1)
      .split(" ");
    const from = Math.floor(next() * (words.length - 8));
    return `[^${index + 1}]: source-${source} "${words
      .slice(from, from + 8 + Math.floor(next() * 6))
      .join(" ")
      .replace(/[,—\s]+$/, "")}"`;
  });
  const items = Array.from({ length: statements }, (_, index) => {
    const marks = [index + 1, statements + index + 1]
      .filter((label) => label <= citations)
      .map((label) => `[^${label}]`);
    return `- ${makeWords(next, 16)
      .join(" ")
      .replace(/[,—\s]+$/, "")}. ${marks.join("")}`;
  });
  const third = Math.ceil(statements / 3);
  const section = (title: string, from: number) => `## ${title}\n\n${items.slice(from, from + third).join("\n")}`;
  return [
    `---\ntitle: Story number ${topic} of ${makeWords(next, 2)
      .join(" ")
      .replace(/[^a-z ]/g, "")}\naliases: [alias-${topic}, second-${topic}]\n---`,
    section("What's happening", 0),
    section("Why it's important", third),
    section("What's next", 2 * third),
    footnotes.join("\n"),
  ].join("\n\n");
}
