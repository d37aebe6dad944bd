import { SECTION_TITLES, SECTIONS, type SectionName } from "#briefing";

/** One statement to write, with the words that it rests on. */
export type Written = {
  readonly text: string;
  readonly quotes: readonly { readonly source: string; readonly quote: string }[];
};

export type Header = { readonly title: string; readonly asOf?: string | undefined };
export type WrittenSections = Readonly<Record<SectionName, readonly Written[]>>;

/** A draft as a briefing file. */
export function writeBriefing(header: Header, sections: WrittenSections): string {
  const footnotes = footnoteLabels(1);
  const body = SECTIONS.filter((name) => name !== "differ" || sections.differ.length > 0).map((name) => {
    const items = sections[name].map((statement) => item(statement, footnotes));
    return [`## ${SECTION_TITLES[name]}`, "", ...(items.length > 0 ? [...items, ""] : [])].join("\n");
  });
  const head = [
    "---",
    `title: ${JSON.stringify(header.title)}`,
    ...(header.asOf ? [`asOf: ${header.asOf}`] : []),
    "drafted: machine",
    "---",
  ];
  return `${[...head, "", ...body, ...footnotes.lines].join("\n").trimEnd()}\n`;
}

/** Numbers footnotes, the same words once. */
export function footnoteLabels(first: number): {
  label(source: string, quote: string): string;
  readonly lines: string[];
} {
  const known = new Map<string, string>();
  const lines: string[] = [];
  return {
    label(source, quote) {
      const key = `${source} ${quote}`;
      const label = known.get(key) ?? String(first + known.size);
      if (!known.has(key)) lines.push(folded(`[^${label}]: ${source} "${quote}"`));
      known.set(key, label);
      return label;
    },
    lines,
  };
}

/** A statement as a list item with its marks. */
export function item({ text, quotes }: Written, footnotes: ReturnType<typeof footnoteLabels>): string {
  const marks = [...new Set(quotes.map(({ source, quote }) => `[^${footnotes.label(source, quote)}]`))].join("");
  return folded(`- ${text} ${marks}`);
}

const WIDTH = 120;

/** Lines of limited width; never broken after a hyphen, which would join the words around it. */
function folded(text: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const isFull = line !== "" && line.length + 1 + word.length > WIDTH;
    if (isFull && !/[-–—]$/.test(line) && !/^(?:[-+*#>|=]|\d+[.)]|\[\^)/.test(word)) {
      lines.push(line);
      line = `  ${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}
