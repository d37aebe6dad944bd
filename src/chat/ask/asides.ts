/**
 * The question without the asides: people and groups (`@sam`), channels, links, emoji, and who gets a copy
 * (`cc …`). Adapters convert what their platform sends to the form that people see: `@name`, `#name`, `:emoji:`,
 * `[label](https://…)`. The name of a story stays, as in `#irs`.
 */
export function withoutAsides(text: string, isName: (words: string) => boolean = () => false): string {
  if (!MAY_HOLD_ASIDES.test(text) || isName(text)) return text;
  const kept = (words: string) => (words.trim() !== "" && isName(words) ? ` ${words} ` : " ");
  const asked = text
    .replace(LABELED, (_, label: string) => kept(label))
    .replace(ADDRESS, " ")
    .replace(EMOJI_CODE, " ")
    .replace(EMOJI, " ")
    .replace(EMOTICON, " ")
    .replace(COPY_TO_MENTIONS, "$1 ")
    .replace(COPY_AT_END, "$1")
    .replace(MENTION, " ")
    .replace(TAG, (_, words: string) => kept(words));
  return SAYS_SOMETHING.test(asked) ? asked.replace(/[^\S\n]+/g, " ").trim() : "";
}

/** A quick check: most questions have no asides. */
const MAY_HOLD_ASIDES = /[@#:;=<>\]/]|\.[a-z]|\b(?:cc|fyi|attn)\b|\p{Extended_Pictographic}|\p{RI}|\u20e3/iu;
const SAYS_SOMETHING = /[\p{L}\p{N}]/u;

const LABELED = /\[([^[\]\n]*)\]\(<?(?:https?:|mailto:|tel:)(?:[^\s()]|\([^\s()]*\))*\)/gi;
/** URLs and email addresses; without a scheme only with a known ending, so that "this.The" is not one. */
const ADDRESS =
  /<?\b(?:https?:\/\/|mailto:|tel:|www\.)[^\s>]+>?|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:[\w-]{2,}\.)+(?:com|org|net|gov|edu|mil|int|info|io|uk|eu)\b(?:\/\S*)?/gi;
/** `:tada:`, `:+1::skin-tone-2:`, but not the minutes of `9:30:00`. */
const EMOJI_CODE = /(?<![\p{L}\p{N}]):(?:[a-z][\w+-]*|[+-]1|100|1234|8ball)(?:::skin-tone-[2-6])?:/giu;
/** Emoji; trademark and copyright signs count as letters. */
const EMOJI =
  /(?:\p{RI}{2}|[0-9#*]\ufe0f?\u20e3|(?![©®™])\p{Extended_Pictographic}(?:[\ufe0f\u{1f3fb}-\u{1f3ff}\u{e0020}-\u{e007f}]|\u200d\p{Extended_Pictographic})*)/gu;
const EMOTICON = /(?<!\S)(?:[:;=8xX][-'^o]?[()DPpOo/\\|*[\]]+|<3+|\^_?\^)(?!\S)/g;
const COPIED = "(?:\\/?cc|c\\/c|fyi|attn)\\b:?";
const SOMEBODY = "[@#][\\p{L}\\p{N}_.+-]+";
const COPY_TO_MENTIONS = new RegExp(
  `(^|[\\s(,.;!?–—-])${COPIED}(?=\\s*${SOMEBODY})(?:\\s*(?:,|&|\\+|\\band\\b)?\\s*${SOMEBODY})+`,
  "giu",
);
/** After a question, everyone who gets a copy, up to the end of the line. */
const COPY_AT_END =
  /(\S[^\n]*?[\s(,.;!?–—-])(?:\/?cc|c\/c)\b:?(?![^\n]*\b(?:wh(?:at|y|ere|en|o)|how)(?:['’]?s)?\b)[^\n?!;]*/giu;
const MENTION = /(?<![\p{L}\p{N}])@[\p{L}\p{N}\p{M}_.+-]+(?:['’]s\b)?/gu;
const TAG = /(?<![\p{L}\p{N}&])#([\p{L}\p{N}\p{M}_-]+)/gu;
