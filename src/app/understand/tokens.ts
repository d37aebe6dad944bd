/** A typed word, in the form it is compared in. */
export type Token = {
  /** Lowercase, without apostrophes or periods. */
  readonly word: string;
  /** The same without a possessive ending. */
  readonly bare: string;
  /** Written in capitals, unlike the words around it. */
  readonly isCapital: boolean;
  /** Its index among the space-separated words. */
  readonly at: number;
};

/** What is between two periods, split at commas and at “but”; and whether it ends in `?` or `!`. */
export type Sentence = { readonly parts: readonly (readonly Token[])[]; readonly closing: "?" | "!" | "" };

/** What was typed, and its space-separated pieces as typed. */
export type Typed = { readonly sentences: readonly Sentence[]; readonly pieces: readonly string[] };

/** Splits what was typed into sentences and words. */
export function tokensOf(text: string): Typed {
  const isLoud = !/\p{Ll}/u.test(text);
  const pieces = text
    .normalize("NFC")
    .replace(/\n+/g, " \n ")
    .replace(/(?<=[\p{L}\p{N}])([,!?？！，。；])(?=\p{L})/gu, "$1 ")
    .replace(SHORTENED, (_, person: string, verb: string) => `${person} ${SHORT_VERBS[verb.toLowerCase()]}`)
    .split(/[^\S\n]+/)
    .filter((piece) => piece !== "");
  const sentences: Sentence[] = [];
  let parts: Token[][] = [[]];
  const end = (closing: Sentence["closing"]) => {
    const filled = parts.filter((part) => part.length > 0);
    if (filled.length > 0) sentences.push({ parts: filled, closing });
    parts = [[]];
  };
  for (const [at, piece] of pieces.entries()) {
    if (/^but$/i.test(piece)) parts.push([]);
    parts.at(-1)?.push(...wordsIn(piece).map((word) => tokenOf(word, at, isLoud)));
    const [closing = ""] = /[^\p{L}\p{N}\p{M}]*$/u.exec(piece) ?? [];
    const isShort = POINTED.test(piece) || (ABBREVIATED.test(piece) && !/[?!]/.test(closing));
    if (
      piece === "\n" ||
      /[?!;？！。；]/.test(closing) ||
      (!isShort && /\.(?!\.)/.test(closing.replace(/\.{2,}|…/g, "")))
    )
      end(/[?？]/.test(closing) ? "?" : /[!！]/.test(closing) ? "!" : "");
    else if (/[,:，、…—–]|\.\.|^-+$/.test(isShort ? "" : closing)) parts.push([]);
  }
  end("");
  return { sentences, pieces };
}

/** What a contraction or short form stands for: "whats", "pls", "gonna". */
export function spelledOut(word: string): readonly string[] {
  return Object.hasOwn(SPELLED_OUT, word) ? (SPELLED_OUT[word] ?? word).split(" ") : [word];
}

/** The words of one of our phrases, in the form typed words are compared with. */
export function phraseOf(says: string): readonly string[] {
  return wordsIn(says.replaceAll("…", " … "), true).flatMap((word) => spelledOut(normal(word)));
}

/** "I'd", but not "id"; "we'll", but not "well". */
const SHORTENED = /\b(i|you|he|she|it|we|they)['’](d|ll|m|re|ve)\b/gi;
const SHORT_VERBS: Readonly<Record<string, string>> = { d: "would", ll: "will", m: "am", re: "are", ve: "have" };
/** An abbreviation with periods, like "I.R.S.", which ends no sentence. */
const POINTED = /^[("“']*(?:\p{L}\.){2,}[^\p{L}?!]*$/u;
const ABBREVIATED = /^(?:re|vs|st|mr|mrs|ms|dr|no|cc|fyi)[.:]$/i;

function wordsIn(piece: string, withGaps = false): string[] {
  const joined = piece
    .replace(/(?<![\p{L}\p{N}])(?:\p{L}\.){2,}(?:\p{L}(?![\p{L}\p{N}]))?/gu, (letters) => letters.replaceAll(".", ""))
    .replace(/\bw\/(?=o?\b)/gi, "with ");
  return joined.match(withGaps ? /[\p{L}\p{N}\p{M}'’‘ʼ`´]+|…/gu : /[\p{L}\p{N}\p{M}'’‘ʼ`´]+/gu) ?? [];
}

function tokenOf(shown: string, at: number, isLoud: boolean): Token {
  const word = normal(shown);
  return {
    word,
    bare: /['’][sS]?$/.test(shown) ? normal(shown.replace(/['’][sS]?$/, "")) : word,
    isCapital: !isLoud && shown.length > 1 && /^\p{Lu}[\p{Lu}\p{N}]+$/u.test(shown),
    at,
  };
}

function normal(word: string): string {
  return word.toLowerCase().replace(/['’‘ʼ`´]/g, "");
}

const SPELLED_OUT: Readonly<Record<string, string>> = table(`
whats=what is|wats=what is|wuts=what is|whts=what is|whatz=what is|wots=what is|waht=what|wat=what|wut=what|wht=what|wot=what
whatre=what are|whatll=what will|whatd=what did|whatve=what have|whys=why is|y=why|wy=why
wheres=where is|wheres=where is|whens=when is|hows=how is|whos=who is|whod=who did
thats=that is|heres=here is|theres=there is|its=it is|im=i am|ive=i have|youre=you are|theyre=they are|weve=we have
gonna=going to|goin=going|gng=going|wanna=want to|gimme=give me|lemme=let me|tryna=trying to|kinda=kind of
u=you|ur=your|r=are|pls=please|plz=please|plse=please|thx=thanks|thnx=thanks|tnx=thanks|tx=thanks|ty=thanks|tysm=thanks|thankyou=thank you
abt=about|bout=about|re=about|regarding=about|concerning=about|w=with|wrt=about|tho=though|rn=now|nxt=next|tmrw=tomorrow
wassup=what is up|whassup=what is up|wazzup=what is up|sup=what is up|whaddup=what is up
dont=do not|doesnt=does not|didnt=did not|isnt=is not|arent=are not|wasnt=was not|wont=will not|cant=can not|couldnt=could not|havent=have not|hasnt=has not|aint=is not
`);

function table(rows: string): Record<string, string> {
  const pairs = rows
    .trim()
    .split(/[|\n]/)
    .map((row) => row.split("=") as [string, string]);
  return Object.fromEntries(pairs);
}
