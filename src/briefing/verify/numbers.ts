import { beginsWith, endsWith, type Matches } from "./unicode-pattern.ts";
import { AFTER_ANY_WORD, beginsUnit, MAGNITUDES, MEASURES, MONEY } from "./units.ts";

/**
 * Whether a cut between these two texts splits a number from its sign, currency, digits, range, unit, time of day or
 * percent. White space between them is already removed; `gap`: there was some.
 */
export function partsNumber(left: string, right: string, gap: boolean): boolean {
  const [before, after] = [left.slice(-REACH), right.slice(0, REACH)];
  const isNear = isNumeric(before.slice(gap ? -2 : -6)) || isNumeric(after.slice(0, 3));
  if (isNear && (gap ? SPACED : TIGHT).some((rule) => meet(rule, before, after))) return true;
  return gap && (isNear || mayBeAmount(before, after)) && partsWords(before, after);
}

/** Most cuts are between words with no number near: these return at once. */
function mayBeAmount(left: string, right: string): boolean {
  return (
    AFTER_ANY_WORD.begins(right) || MAGNITUDES.ends(left) || MIDDLE.test(left) || /^\S{1,4}\s\p{Sc}?\p{N}/u.test(right)
  );
}

const MIDDLE = /(?:square|cubic|metric|nautical|percentage|basis|[ap]\.?m\.?)$/;

/** Whether a unit is split from its number, which may be a word. */
function partsWords(left: string, right: string): boolean {
  if (AFTER_ANY_WORD.begins(right) && /[\p{L}\p{N}]$/u.test(left)) return true;
  if (AMID.some((rule) => meet(rule, left, right))) return true;
  if (partsRange(left, right)) return true;
  // A percent takes no other unit.
  return endsAmount(left) && !/[%‰‱٪]$/.test(left) && AFTER_AMOUNT.some((after) => after(right));
}

/** Whether "3 to 4" is split, before or after its word; but not if the two are of different kinds ("up 9% to $4"). */
function partsRange(left: string, right: string): boolean {
  const [, before = "", word = ""] = ENDS_RANGE.exec(left) ?? [];
  const [amount, range, rest] =
    word === "" ? [left, ...(BEGINS_RANGE.exec(right)?.slice(1) ?? [])] : [before, word, right];
  const [, currency, number = "", percent] = AMOUNT.exec(rest ?? "") ?? [];
  if (range === undefined || number === "") return false;
  if (!endsAmount(amount) && !beginsUnit(/\p{N}\s(\p{L}+)$/u.exec(amount)?.[1] ?? "")) return false;
  if (currency !== undefined && !/\p{Sc}\s?\p{N}[\p{N}.,]*(?:\s\p{L}+)?$/u.test(amount)) return false;
  if (/[%‰]$/.test(amount) && percent === undefined) return false;
  // "$8 million or $1 a share" isn't a range, "3 or 4 days" is.
  return !OR.test(range) || (/(?:^|[^\p{Sc}\p{N}.,])\p{N}{1,3}$/u.test(amount) && number.length <= 3);
}

/** Recognizes letters, spaces and common marks of Latin texts without an expression. */
function isNumeric(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x80 ? ASCII_NUMERIC.includes(code) : code < 0x2010 || code > 0x2027) return NUMERIC.test(text);
  }
  return false;
}

const ASCII_NUMERIC = Array.from("0123456789%+#$", (mark) => mark.charCodeAt(0));

/** What may precede a cut, and what may follow it. */
export type Rule = readonly [before: Matches, after: Matches];

/** A rule of two expressions, or of words looked up. */
export function rule(before: string | Matches, after: string | Matches): Rule {
  return [
    typeof before === "string" ? endsWith(before) : before,
    typeof after === "string" ? beginsWith(after) : after,
  ];
}

/** Whether both sides of a cut match the rule. */
export function meet([before, after]: Rule, left: string, right: string): boolean {
  return after(right) && before(left);
}

/** How far to look on either side of a cut, in UTF-16 units. */
const REACH = 32;

/** Digits, and the words that are numbers by themselves. */
const HAN_NUMERAL = "〇零一二三四五六七八九十百千万萬億亿兆两兩廿卅";
const HAN_MAGNITUDE = "十百千万萬億亿兆";
/** Counters after Han numerals; after digits it may be any word. */
const HAN_COUNTER =
  "人名位个個件元円年月日号號日岁歳歲家台辆輛次回倍度分秒点點时時割成周週天里米吨枚本冊头頭匹棟栋户戸层層票席架艘起";
/** "and", "or" and the particles of Japanese: no unit of a number. */
const HAN_NO_UNIT = "和與与跟及或とのはがをにでもやへか";
const MONTHS =
  "Jan(?:uar|\\.)|Februar|Feb\\.|März|April|Mai|Ju[nl]i|August|September|Oktober|November|Dezember|Jänner|Jahrhundert|Jh|Mal";

const SIGN = "[+\\-–±∓~≈≃≅<>≤≥=]";
const CODES = Intl.supportedValuesOf("currency").join("|");
const CURRENCY_BEFORE = `(?:\\p{Sc}|(?<![\\p{L}\\p{N}])(?:${CODES}|RMB|R[sp]\\.?|Fr\\.|kr\\.?|Kčs?|руб\\.?))`;
/** The end of a number, with what may follow it directly: percent, degrees, a currency sign. */
const NUMBER = "\\p{N}[+%‰‱٪°º′″]?\\p{Sc}?";
const ENDS_WORD = "(?![\\p{L}\\p{M}'])";

const ZONES = "(?:GMT|UTC|[ECMP][SD]?T|CES?T|BST|MSK|[IJ]ST)";
const RANGE =
  "(?:[-–—~×x÷:]|\\.{2,3}|to|bis|à|a|ate|até|tot|til|till|do|до|по|إلى|الى|se|से|至|到|から|or|oder|ou|o|или|או|أو|या)";
const BEGINS_RANGE = new RegExp(`^(${RANGE})\\s(.*)$`, "su");
const ENDS_RANGE = new RegExp(`^(.*)\\s(${RANGE})$`, "su");
const OR = /^(?:or|oder|ou|o|или|או|أو|या)$/;
const AMOUNT = /^(\p{Sc}\s?)?(\p{N}[\p{N}.,]*)(\s?[%‰]|\sper\s?cent)?/u;
const PERIODS = "(?:오전|오후|上午|下午|午前|午後|凌晨|晚上|早上|中午|傍晚|清晨)";
const WORDS_BEFORE =
  "(?<![\\p{L}\\p{N}])(?:[Mm]inus|[Pp]lus|moins|menos|meno|минус|мінус|плюс|[Yy]üzde|asilimia|No\\.?|Nos\\.|Nr\\.?|n[°º]|№|§|¶)|零下|负|負|マイナス|第|百分之|ร้อยละ";
const OPENS = "(?:^|[\\s([\"'])";
const DASH = "[-–—~×÷/]";
const POINT = "[.,:'·•٫٬∶∕⁄/_^×÷~–—-]";
const ROUGH = "[多余餘]";
const OTHER_SCRIPTS = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]";

/** A number, or the word of magnitude after one. */
const numberAtEnd = endsWith(NUMBER);
const endsNumber: Matches = (text) => !/[a-z]$/.test(text) && numberAtEnd(text);
const endsAmount: Matches = (text) => endsNumber(text) || MAGNITUDES.ends(text);

const NUMERIC = new RegExp(`[\\p{N}\\p{Sc}%‰‱٪°º+#№§¶${HAN_NUMERAL}]`, "u");

const EITHER: readonly Rule[] = [
  rule(CURRENCY_BEFORE, "[-–]?\\.?\\p{N}"),
  rule("\\p{N}", "(?:[%‰‱٪°º′″]|\\p{Sc})"),
  rule(`${NUMBER}\\s?${DASH}`, "\\p{Sc}?\\p{N}"),
  rule(endsAmount, `${DASH}\\s?\\p{Sc}?\\p{N}`),
  rule("[°º]", "[CFK](?!\\p{L})"),
  rule(PERIODS, "\\p{N}"),
  rule(WORDS_BEFORE, `[-–]?[\\p{N}${HAN_NUMERAL}]`),
  rule("(?<![\\p{L}\\p{N}.,])\\p{Nd}{1,2}\\.", `(?:\\p{Ll}|(?:${MONTHS})${ENDS_WORD})`),
];

/** With nothing in between. */
const TIGHT: readonly Rule[] = [
  ...EITHER,
  rule(`(?:^|[\\s(["'/])${SIGN}{1,3}`, "\\p{Sc}?\\.?\\p{N}"),
  rule(`${OPENS}[.,%٪#]`, "\\p{N}"),
  rule("(?<![\\p{L}])\\p{L}{1,3}", "\\p{Sc}\\s?\\p{N}"),
  rule("%", "\\p{L}"),
  rule("[\\p{L}\\p{N}]", "\\+"),
  rule("\\p{N}", `${POINT}\\p{N}|\\.{2,3}\\s?\\p{N}`),
  rule(`\\p{N}(?:${POINT}|\\.{1,3})`, "\\.{0,2}\\p{N}"),
  rule("(?<![\\p{L}\\p{N}.,])\\p{Nd}{1,2}", `\\.\\s(?:\\p{Ll}|(?:${MONTHS})${ENDS_WORD})`),
  // Chinese, Japanese, and the scripts that set no space before a unit
  rule(`\\p{N}${ROUGH}?`, `[${HAN_MAGNITUDE}]|(?![${HAN_NO_UNIT}])${OTHER_SCRIPTS}`),
  rule(`\\p{N}[${HAN_MAGNITUDE}]+${ROUGH}?`, `(?![${HAN_NO_UNIT}])[\\p{sc=Han}\\p{sc=Kana}]`),
  rule("\\p{N}", "[至到]\\p{N}"),
  rule("\\p{N}[至到]", "\\p{N}"),
  rule("\\p{N}[\\p{sc=Kana}ー]+", "[\\p{sc=Kana}ー]"),
  rule("\\p{N}[点點時时]", "半|[\\p{N}一二三四五六七八九十]"),
  rule(`[${HAN_NUMERAL}]`, `[${HAN_NUMERAL}${HAN_COUNTER}]|分[之の]|パーセント|${ROUGH}`),
  rule(`[${HAN_NUMERAL}](?:分[之の]?|点)`, `[之の]?[${HAN_NUMERAL}]`),
  rule(`[${HAN_NUMERAL}]${ROUGH}`, `[${HAN_COUNTER}]`),
];

/** The middle of a unit, and of a time of day. */
const AMID: readonly Rule[] = [
  rule(`${NUMBER}\\s(?:square|cubic|metric|nautical|percentage|basis)`, "\\p{L}"),
  rule("\\p{N}(?:\\s?[ap]\\.?m\\.?)?", `${ZONES}(?!\\p{L})`),
];

/** What makes one amount with what precedes it. */
const AFTER_AMOUNT: readonly Matches[] = [
  beginsUnit,
  (text) => ofUnit(text) !== undefined,
  beginsWith("per\\s(?:mille|head|capita|hour|day|week|month|year|annum|second|minute|person|mile|kilo\\p{L}*|\\p{N})"),
];

/** "d'euros", "de lei", "of rupees" */
function ofUnit(text: string): string | undefined {
  const [preposition, unit] = /^(?:d'|de\s|di\s|of\s)/u.test(text)
    ? (/^(d'|\w+\s)(.*)$/su.exec(text)?.slice(1) ?? [])
    : [];
  if (preposition === undefined || unit === undefined) return undefined;
  return MONEY.begins(unit) || MEASURES.begins(unit) || unit.startsWith("lei") ? unit : undefined;
}

/** With white space in between. */
const SPACED: readonly Rule[] = [
  ...EITHER,
  // thousands, a fraction after a whole number, a range
  rule("(?<![\\p{N}\\p{L}.,:/]|[\\p{L}\\p{N}]-)\\p{Nd}{1,3}(?: \\p{Nd}{3})*", "\\p{Nd}{3}(?!\\p{N})"),
  rule("\\p{N}", "[¼-¾⅐-⅞]|\\p{Nd}+[/⁄]\\p{Nd}"),
  rule("\\p{N}", "(?:and|et|e|y|и|und)\\s(?:an?\\s|une?\\s)?(?:half|quarter|third|demi\\p{L}*|media|meia|mezzo)"),
  rule("\\p{N}\\s?(?:[hH]|Uhr)", "\\p{N}"),
  rule("\\p{N}", "(?:พัน|หมื่น|แสน|ล้าน|บาท|ดอลลาร์|เปอร์เซ็นต์|เมตร|กิโล|คน|ปี|วัน|เดือน|ชั่วโมง|นาฬิกา)"),
];
