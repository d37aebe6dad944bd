/** A text after repair, and what was done, a phrase each. */
export type Mended = { readonly text: string; readonly mended: readonly string[] };

const LIGATURES: Readonly<Record<string, string>> = {
  "\ufb00": "ff",
  "\ufb01": "fi",
  "\ufb02": "fl",
  "\ufb03": "ffi",
  "\ufb04": "ffl",
  "\ufb05": "st",
  "\ufb06": "st",
};
const RIGHT_TO_LEFT = /[\p{sc=Hebr}\p{sc=Arab}\p{sc=Syrc}\p{sc=Thaa}\p{sc=Nkoo}]/u;
/** Joiners shape the letters of some scripts, and emoji: only between others do they do nothing. */
const PLAIN_JOINER =
  /(?<![\p{sc=Arab}\p{sc=Syrc}\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Orya}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Sinh}\p{sc=Khmr}\p{sc=Mong}\p{M}\p{Extended_Pictographic}])[\u200c\u200d]/gu;

/** Mends what copying and typesetting do to letters, and takes out marks that nobody sees. */
export function mendLetters(text: string): Mended {
  const mended: string[] = [];
  const replace = (from: string, pattern: RegExp, by: (found: string) => string, one: string, many = `${one}s`) => {
    let count = 0;
    const to = from.replace(pattern, (found) => {
      count += 1;
      return by(found);
    });
    if (count > 0) mended.push(count === 1 ? `1 ${one}` : `${count} ${many}`);
    return to;
  };
  let now = text
    .replace(/\r\n?/g, "\n")
    .replace(/[\u2028\u0085\v]/g, "\n")
    .replaceAll("\u2029", "\n\n");
  now = replace(
    now,
    /[\ufb00-\ufb06]/g,
    (found) => LIGATURES[found] ?? found,
    "ligature written as its letters",
    "ligatures written as their letters",
  );
  // At a line end it is the typesetter's hyphen, and is repaired with the line.
  now = replace(now, /\u00ad(?![ \t]*\n)/g, () => "", "soft hyphen taken out", "soft hyphens taken out");
  now = replace(
    now,
    /[\u200b\u2060\u180e\ufeff]/g,
    () => "",
    "zero-width mark taken out",
    "zero-width marks taken out",
  );
  now = replace(
    now,
    PLAIN_JOINER,
    () => "",
    "joiner that joins nothing taken out",
    "joiners that join nothing taken out",
  );
  if (!RIGHT_TO_LEFT.test(now))
    now = replace(now, /[\u200e\u200f\u061c]/g, () => "", "direction mark taken out", "direction marks taken out");
  now = replace(
    now,
    /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g,
    () => "",
    "control character taken out",
    "control characters taken out",
  );
  return { text: now.toWellFormed(), mended };
}
