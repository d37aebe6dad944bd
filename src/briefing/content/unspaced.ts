const SCRIPTS = String.raw`\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Bopo}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}`;

/** A letter of a script that is written without spaces between words, with the marks on it, as the source of a pattern. */
export const UNSPACED_LETTER = String.raw`[${SCRIPTS}](?:\p{M}|\u200d)*`;

const UNSPACED = new RegExp(`[${SCRIPTS}]`, "u");

/** Whether some of a text is written without spaces between words. */
export function isUnspaced(text: string): boolean {
  return UNSPACED.test(text);
}

/** Made when first needed: few texts need it, and it is slow to make. */
let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text and everything between them; joined, they are the text. Scripts without spaces are split by
 * dictionary, as browsers do it (UAX 29); others only at spaces.
 */
export function partsOf(text: string): string[] {
  return text.match(/\s+|\S+/g)?.flatMap((part) => (isUnspaced(part) ? segmentsOf(part) : [part])) ?? [];
}

function segmentsOf(text: string): string[] {
  segmenter ??= new Intl.Segmenter("und", { granularity: "word" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
