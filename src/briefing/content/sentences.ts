/**
 * Where one sentence may end and the next begin; `at` is the offset of the next one.
 * `certain`: true in any script, after a mark that only ends sentences. `likely`: after a period, if the `word` before it is
 * an ordinary word and not an abbreviation, which no list can decide. `possible`: the period may well be an abbreviation's.
 */
export type Break = { readonly at: number; readonly how: "certain" | "likely" | "possible"; readonly word: string };

/**
 * The breaks inside a text: none inside quotation marks or brackets, after a known abbreviation, or where a no-break
 * space follows the mark.
 */
export function sentenceBreaks(text: string): Break[] {
  return [...allBreaks(text)]
    .map(({ next, ...one }) => ({ ...one, at: next }))
    .filter(({ at }) => !isInsideQuotation(text, at));
}

/** Whether the text ends like a sentence: with a mark that is not the period of an abbreviation or ordinal. */
export function endsSentence(text: string): boolean {
  const end = ENDING.exec(text);
  if (!end) return false;
  return end[1] !== "." || !mayBeDotted(wordBefore(text, end.index));
}

/** Start of the sentence that holds the unit at `at`, looking back at most `reach` units. */
export function sentenceStart(text: string, at: number, reach: number): number {
  const from = Math.max(0, at - reach);
  let start = from;
  for (const { next } of allBreaks(text.slice(from, at + LOOK_AHEAD))) if (from + next <= at) start = from + next;
  return start;
}

/** End of the sentence that holds the unit before `at`, without white space, looking ahead at most `reach` units. */
export function sentenceEnd(text: string, at: number, reach: number): number {
  const from = Math.max(0, at - LOOK_BACK);
  for (const { end } of allBreaks(text.slice(from, at + reach))) if (from + end >= at) return from + end;
  return Math.min(text.length, at + reach);
}

const SPACE = 0x20;
const LOOK_AHEAD = 8;
const LOOK_BACK = 24;
/** Marks that only end sentences in their scripts. */
const FULL = "。｡！？।॥۔؟።፧။។៕։⸮";
const CLOSERS = "\"'”’»›)\\]」』》】）〉";
/** Marks, closers and white space; or marks that only end sentences, and closers. Groups with names would take twice the time. */
const END = new RegExp(`([.．!?…]+)([${CLOSERS}]*)(\\s+)|([${FULL}]+)([${CLOSERS}]*)\\s*`, "gu");
const ENDING = new RegExp(`(\\p{STerm}|…)[${CLOSERS}]*$`, "u");
const OPENERS = /^["'“‘«‹„([「『《（]*/u;
const NO_BREAK = /^[\u00a0\u202f\u2007\u2060]/;
const CLOSES_SPEECH = /["'”’»›」』]/;
/** Letters of scripts without capitals; a sentence may begin with any. */
const UNCASED = /^[\p{Lo}\p{sc=Geor}]/u;
/** Scripts whose sentences never end in a period; any period is an abbreviation's. */
const NO_FULL_STOP = /^[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}\p{sc=Tibt}]/u;

type Found = Omit<Break, "at"> & { readonly end: number; readonly next: number };

function* allBreaks(text: string): Generator<Found> {
  for (const match of text.matchAll(END)) {
    const next = match.index + match[0].length;
    if (next >= text.length) return;
    const word = wordBefore(text, match.index);
    const following = text.slice(next, next + LOOK_AHEAD * 2).replace(OPENERS, "");
    const how = match[4] === undefined ? afterMarks(match, word, following) : afterFull(match, word, following);
    if (how) yield { how, word, end: match.index + match[0].trimEnd().length, next };
  }
}

/** After a mark that only ends sentences, except inside names and before a closing quotation mark. */
function afterFull(end: RegExpExecArray, word: string, next: string): Break["how"] | undefined {
  const [full = "", closed = ""] = end.slice(4);
  if (!/^[\p{L}\p{N}]/u.test(next) || CLOSES_SPEECH.test(closed)) return undefined;
  if (full === "。" && PARTICLE.test(next)) return "possible";
  if (full === "۔" && !URDU_VERBS.has(word) && (/^[\p{L}\p{M}]{0,2}$/u.test(word) || URDU_LETTERS.has(word)))
    return "possible";
  if (full === "។" && (next.startsWith("ល។") || word === "ល")) return undefined;
  return "certain";
}

/** After marks that also occur in abbreviations and names. */
function afterMarks(end: RegExpExecArray, word: string, next: string): Break["how"] | undefined {
  const [, marks = "", closers = "", space = ""] = end;
  const begins = /^[\p{Lu}\p{Lt}]/u.test(next)
    ? "capital"
    : UNCASED.test(next)
      ? "uncased"
      : /^\p{N}/u.test(next)
        ? "digit"
        : "small";
  if (begins === "small" || NO_BREAK.test(space)) return undefined;
  if (/^[!?]+$/.test(marks)) {
    if (CLOSES_SPEECH.test(closers)) return undefined;
    // Names end this way too, with a capital if the script has any: "Yahoo! Japan", "Who Wants to Be a Millionaire? Host".
    const isOrdinary = /^\p{Ll}/u.test(word) || (/^\p{Lo}/u.test(word) && !marks.includes("!"));
    return isOrdinary && begins !== "digit" ? "certain" : "possible";
  }
  if (marks !== "." && marks !== "．") return word === "" || begins === "digit" ? undefined : "possible";
  if (isAbbreviation(word) || (/^\p{Nd}{1,2}$/u.test(word) && MONTH.test(next))) return undefined;
  if (begins === "uncased") return NO_FULL_STOP.test(next) || [...word].length < 3 ? undefined : "possible";
  const isOrdinary = /^\p{Ll}{4,}$/u.test(word) && closers === "";
  if (begins === "digit") return isOrdinary ? "possible" : undefined;
  return isOrdinary ? "likely" : "possible";
}

function wordBefore(text: string, at: number): string {
  let start = at;
  while (
    start > at - LOOK_BACK &&
    start > 0 &&
    text.charCodeAt(start - 1) > SPACE &&
    !/\s/.test(text[start - 1] as string)
  )
    start -= 1;
  return text.slice(start, at).replace(OPENERS, "");
}

/** Whether the period after a word may belong to it. */
function mayBeDotted(word: string): boolean {
  return isAbbreviation(word) || /^(?:\p{N}{1,2}|[IVXLCDM]{2,})$/u.test(word);
}

/** An initial, dotted ("U.S", "Dr.-Ing"), without a vowel ("Mfg"), or known. */
function isAbbreviation(word: string): boolean {
  return (
    /^\p{L}\p{M}*$/u.test(word) ||
    /\p{L}\.[-\p{L}]*$/u.test(word) ||
    (/^\p{sc=Latin}{2,5}$/u.test(word) && !/[aeiouyæœøı]/i.test(word.normalize("NFD"))) ||
    ABBREVIATIONS.has(word.toLowerCase().split(/[-/]/).at(-1) ?? "")
  );
}

/** Whether quotation marks or brackets opened before `at` close after it, so the break is inside a quotation. */
export function isInsideQuotation(text: string, at: number): boolean {
  const before = text.slice(0, at);
  const after = text.slice(at);
  if ((before.match(/"/g)?.length ?? 0) % 2 === 1) return true;
  return PAIRS.some(([opens, closes]) => {
    const opened = before.match(opens)?.length ?? 0;
    const closed = before.match(closes)?.length ?? 0;
    return opened > closed && closes.test(after);
  });
}

/** Each language's marks: one language closes with what another opens with, so only pairs around the break count. */
const PAIRS: readonly (readonly [RegExp, RegExp])[] = [
  [/“/g, /”/g],
  [/„/g, /[“”]/g],
  [/«/g, /»/g],
  [/»/g, /«/g],
  [/‹/g, /›/g],
  [/‘/g, /’(?!\p{L})/gu],
  [/(?<![\p{L}\p{N}])'(?=\S)/gu, /(?<=\S)'(?!\p{L})/gu],
  [/[「『《〈【（]/g, /[」』》〉】）]/g],
  [/[([]/g, /[)\]]/g],
];

/** Japanese particles after a name that ends in a period. */
const PARTICLE = /^[はがをのにともで]/;
const MONTH = /^(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert|Jh|Mal)/;
/** Initials of English names, as Urdu writes them. */
const URDU_LETTERS = new Set(
  "اے بی سی ڈی ای ایف جی ایچ آئی جے کے ایل ایم این او پی کیو آر ایس ٹی یو وی ڈبلیو ایکس وائی زیڈ".split(" "),
);

/** Short words that end a sentence in Urdu. */
const URDU_VERBS = new Set("ہے ہیں گا گی گے تھا تھی تھے تھیں".split(" "));

/** These only spare the writer a warning; nothing else depends on them. */
const ABBREVIATIONS: ReadonlySet<string> = new Set(
  (
    "mr mrs ms messrs dr drs prof profs sr jr st mt ft gen gens col cols maj lt sgt cpl pvt capt cmdr adm brig det insp " +
    "supt rep reps sen sens gov govs pres vp hon rt rev fr amb atty dist asst assoc dir exec mgr mfg jan feb mar apr jun jul aug sep " +
    "sept oct nov dec mon tue tues wed thu thur thurs fri sat sun no nos vol vols fig figs pp ch art sec para ed eds cf al " +
    "vs v etc approx est dept dep div assn bros co cos corp inc ltd llc plc univ inst intl natl ave blvd rd hwy bldg apt nr " +
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa penn tenn tex " +
    "va vt wash wis wyo op cit ex rel ibid viz ca sra sras srta dña lic arq avda pza pág mme mlle mgr éd env tél bd " +
    "bzw usw ing dipl mag mio mrd tsd evtl ggf inkl exkl zzgl einschl resp geb gest verh ehem stellv sog hrsg abs bes kath evang staatl städt österr " +
    "sig sigg avv geom on dott cap ecc pag inż hab płk św ul al pl prof tys np doç av cad sok mah alb org " +
    "ул ст им проф акад ред рис табл см стр руб коп тыс гг вв обл пер просп " +
    "डॉ प्रो श्री श्रीमती पं कु मो ড ডা মো প্রফে திரு திருமதி டாக்டர் ดร รศ ผศ นพ พญ พลเอก"
  ).split(" "),
);
