import type { Difference } from "./difference.ts";

/** A text's words for finding copied ones: small letters, one space between them, and where its sentences may part. */
export type Plain = {
  readonly words: string;
  readonly ends: ReadonlySet<number>;
  /** The text as it is, with one space for white space. */
  readonly verbatim: string;
};

/** Marks that may end a sentence or a part that can stand alone, and line ends. */
const ENDS = /(?<=[.!?…:;。！？]["'”’»)\]]*)\s+|\s*\n\s*/u;

/** Reads a text so that copied words are found in it. */
export function plainOf(text: string): Plain {
  const parts: string[] = [];
  const ends = new Set([0]);
  let length = 0;
  for (const part of text.split(ENDS)) {
    const plain = plainly(part);
    if (plain === "") continue;
    parts.push(plain);
    length += plain.length + 1;
    ends.add(length);
  }
  return { words: ` ${parts.join(" ")} `, ends, verbatim: fold(text) };
}

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Words with nothing that a reader would not miss. */
export function plainly(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/[^\p{L}\p{M}\p{N}'%$€£.,-]+/gu, " ")
    .replace(/(?<!\p{N})[.,-]+|[.,-]+(?!\p{N})|'(?!\p{L})|(?<!\p{L})'/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** Words before a sentence that a writer leaves out. */
const LEADING =
  /^(?:and|but|also|however|meanwhile|moreover|furthermore|additionally|specifically|still|then|so|yet|in addition|for example) /;

/**
 * Whether a statement is word for word in the evidence. What is left out of its sentence may be what it turns on: then
 * that is the difference.
 */
export function copiedFrom(statement: string, { words, ends, verbatim }: Plain): "copied" | Difference | undefined {
  const wanted = plainly(statement);
  if (wanted === "") return "copied";
  let part: Difference | undefined;
  for (const form of new Set([wanted, wanted.replace(LEADING, "")])) {
    const needle = ` ${form} `;
    for (let at = words.indexOf(needle); at !== -1; at = words.indexOf(needle, at + 1)) {
      const left = leftOut(words, ends, at, at + needle.length - 1);
      if (left === undefined || form.split(" ").length < LEAST_WORDS) return "copied";
      part ??= left;
    }
  }
  // What begins and ends exactly as it does there was not cut out of a sentence by a writer.
  const isUncut = part?.kind === "attribution" && !/^\p{Ll}/u.test(statement) && verbatim.includes(fold(statement));
  return isUncut ? "copied" : part;
}

/** Fewer words aren't a claim. */
const LEAST_WORDS = 4;

/** How far the rest of a sentence is looked at, in UTF-16 units. */
const REACH = 160;

function leftOut(words: string, ends: ReadonlySet<number>, start: number, end: number): Difference | undefined {
  let from = start;
  while (from > 0 && start - from < REACH && !ends.has(from)) from -= 1;
  let to = end;
  while (to < words.length - 1 && to - end < REACH && !ends.has(to)) to += 1;
  const before = words.slice(from, start).trim();
  const after = words.slice(end, to).trim();
  const [, denied] = DENIES.exec(before) ?? [];
  if (denied !== undefined) return { kind: "negation", said: "", at: 0, quoted: denied };
  const [, doubted] = DOUBTS.exec(before) ?? [];
  if (doubted !== undefined) return { kind: "hedge", said: "", at: 0, quoted: doubted };
  const [, said] = CLAIMS.exec(before) ?? CLAIMS.exec(after) ?? [];
  return said === undefined ? undefined : { kind: "attribution", said: "", at: 0, quoted: said };
}

const DENIES =
  /(?:^| )((?:not|never|false|untrue|no|den(?:y|ies|ied)|rejects?|rejected|refutes?|refuted|disputes?|disputed)(?: (?:true|the|case|clear|evidence|sign|proof|claims?|reports?|say|said|mean|think|believe))*(?: that| of)?)$/;
/** The month of May isn't a doubt: "in May", "on 3 May", "last May". */
const DOUBTS =
  /(?:^| )((?<!(?:^| )(?:in|on|of|since|by|until|till|through|during|from|to|before|after|for|late|early|mid|last|this|next|every|\d+(?:st|nd|rd|th)?) )may|might|could|(?:if|unless|whether)(?: the| an?)?|(?:possible|possibly|perhaps|unclear|uncertain)(?: that| whether| if)?)$/;
const CLAIMS =
  /(?:^| )((?:critics|opponents|supporters|some|sources|he|she|they)? ?(?:say|says|said|claims?|claimed|alleges?|alleged|argues?|argued|contends?|contended|insists?|insisted|believes?|believed|according to)(?: \S+){0,3})/;
