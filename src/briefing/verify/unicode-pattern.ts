/** Whether an expression matches a text. */
export type Matches = (text: string) => boolean;

/** Matches the expression at the end of a text, backwards: from the front it would take longer. */
export function endsWith(source: string): Matches {
  return byAlphabet(source, (form, flags) => {
    const pattern = new RegExp(`(?<=${form})`, `${flags}y`);
    return (text) => {
      pattern.lastIndex = text.length;
      return pattern.test(text);
    };
  });
}

/** Matches the expression at the beginning of a text. */
export function beginsWith(source: string): Matches {
  return byAlphabet(source, (form, flags) => {
    const pattern = new RegExp(`^(?:${form})`, flags);
    return (text) => pattern.test(text);
  });
}

/** Unicode classes are slow to compile: ASCII texts, by far the most, are matched with the ASCII part alone. */
function byAlphabet(source: string, compile: (form: string, flags: string) => Matches): Matches {
  let plain: Matches | undefined;
  let wide: Matches | undefined;
  return (text) => {
    if (NOT_ASCII.test(text)) {
      wide ??= compile(source, "u");
      return wide(text);
    }
    plain ??= compile(asciiForm(source), "");
    return plain(text);
  };
}

const NOT_ASCII = /[^\p{ASCII}]/u;

/** The same expression for ASCII texts. */
function asciiForm(source: string): string {
  let inClass = false;
  return source.replace(/\\p\{([^}]*)\}|\\.|[[\]]/gsu, (part, property?: string) => {
    if (part === "[" || part === "]") inClass = part === "[";
    if (property === undefined) return part;
    const members = ASCII_OF[property] ?? "";
    return inClass ? members : `[${members}]`;
  });
}

/** The ASCII part of these properties; the others, marks and other scripts, have none. */
const ASCII_OF: Readonly<Record<string, string>> = {
  L: "A-Za-z",
  Lu: "A-Z",
  Ll: "a-z",
  N: "0-9",
  Nd: "0-9",
  Sc: "$",
};
