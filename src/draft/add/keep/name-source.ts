import type { Document } from "../document/document.ts";

const LONGEST = 48;
const MOST_WORDS = 8;

/** An id for a source: from its title, else a file's telling name, else its first words; none that is taken. */
export function nameSource(
  { facts, text }: Pick<Document, "facts" | "text">,
  file: string,
  isTaken: (id: string) => boolean,
): string {
  const own = facts.title && slug(facts.title.value);
  const name = slug(file.replace(/^.*[\\/]/, "").replace(/\.\w{1,8}$/, ""));
  const first = slug(text.split("\n").find((line) => line.split(/\s+/).length > 4) ?? text.slice(0, 200));
  const id = own || (isTelling(name) ? name : first) || name || "source";
  return numbered(id, isTaken);
}

/** The id, with a number where it is taken: `-2`, `-3`, … */
export function numbered(id: string, isTaken: (id: string) => boolean): string {
  for (let number = 1; ; number++) {
    const ending = number === 1 ? "" : `-${number}`;
    const tried = `${id.slice(0, 64 - ending.length)}${ending}`;
    if (!isTaken(tried)) return tried;
  }
}

function slug(words: string): string {
  const plain = words
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .replace(/[ßæœøłđð]/g, (letter) => LATIN[letter] ?? letter)
    .match(/[a-z0-9]+/g);
  let id = "";
  for (const word of plain?.slice(0, MOST_WORDS) ?? []) {
    const longer = id === "" ? word.slice(0, LONGEST) : `${id}-${word}`;
    if (longer.length > LONGEST) break;
    id = longer;
  }
  return id;
}

const LATIN: Readonly<Record<string, string>> = { ß: "ss", æ: "ae", œ: "oe", ø: "o", ł: "l", đ: "d", ð: "d" };

/** A name that a person gave: a word of letters, and none that mixes them with digits. */
function isTelling(name: string): boolean {
  const words = name.split("-");
  return (
    words.some((word) => /^[a-z]{3,}$/.test(word)) &&
    !words.some((word) => word.length > 7 && /\d/.test(word) && /[a-z]/.test(word)) &&
    !/^(?:index|document|untitled|download|page|scan|text|new)(?:-\d+)?$/.test(name)
  );
}
