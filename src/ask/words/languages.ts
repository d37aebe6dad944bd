import { isStopWord } from "#briefing";
import { rootOf } from "./roots.ts";

/** The languages whose words are brought to a common form; in any other a word is found as it is written. */
export type Language = "en" | "de" | "fr" | "es" | "it" | "pt" | "nl" | "other";

/** Words that every text of a language has, and that carry no meaning. */
const COMMON: Readonly<Record<Exclude<Language, "en" | "other">, ReadonlySet<string>>> = {
  de: set(
    "der die das den dem des ein eine einer eines einem einen und oder aber ist sind war waren wird werden wurde wurden hat haben hatte nicht mit von vom zu zum zur im in an am auf aus bei für über unter durch nach vor wie was wer wann wo warum welche welcher welches sich auch als dass noch nur es er sie wir ihr ich",
  ),
  fr: set(
    "le la les l un une des du de d et ou mais est sont était étaient sera seront a ont avait pas ne n avec par pour sur sous dans en au aux ce cette ces cet qui que qu quoi quel quelle quels quelles quand où comment pourquoi se s il elle ils elles on nous vous je son sa ses leur leurs plus aussi comme",
  ),
  es: set(
    "el la los las un una unos unas y o pero es son era eran será serán fue fueron ha han había no con por para sobre en de del al a que quien quién qué cuál cuándo cuando dónde donde cómo como porque por se su sus lo le les más también este esta estos estas ese esa él ella ellos",
  ),
  it: set(
    "il lo la i gli le l un uno una e o ma è sono era erano sarà ha hanno aveva non con per su in di del della dei delle dello da dal dalla al alla ai che chi cosa quale quali quando dove come perché si suo sua suoi loro più anche questo questa questi nel nella",
  ),
  pt: set(
    "o a os as um uma uns umas e ou mas é são era eram será foi foram tem têm havia não com por para sobre em de do da dos das no na nos nas ao à que quem qual quais quando onde como porque se seu sua seus mais também este esta isso ele ela eles",
  ),
  nl: set(
    "de het een en of maar is zijn was waren wordt worden werd werden heeft hebben had niet met van voor op aan in uit bij door over onder naar dat die dit deze wie wat waar wanneer waarom hoe welke zich ook als nog er hij zij wij ik te om",
  ),
};
const LANGUAGES = Object.keys(COMMON) as (keyof typeof COMMON)[];
/** How many of a text's first words are looked at. */
const MOST_WORDS = 400;
/** In running text every fifth word or more is a common one. */
const LEAST_SHARE = 0.18;

/** The language of a document, recognized by its common words; `other` if none has enough of them. */
export function languageOf(words: readonly string[]): Language {
  const seen = words.slice(0, MOST_WORDS);
  const shares = LANGUAGES.map((language) => [language, countIn(seen, (word) => COMMON[language].has(word))] as const);
  const english = countIn(seen, isStopWord);
  const best = [["en", english] as const, ...shares].reduce((a, b) => (b[1] > a[1] ? b : a));
  return seen.length > 0 && best[1] / seen.length >= LEAST_SHARE ? best[0] : "other";
}

/** Whether a word carries no meaning in a language. */
export function isCommon(lower: string, language: Language): boolean {
  if (language === "en") return isStopWord(lower);
  return language !== "other" && COMMON[language].has(lower);
}

/** What a word is found by in a language. */
export function rootIn(lower: string, language: Language): string {
  if (language === "en") return rootOf(lower);
  if (language === "other") return lower;
  const word = lower
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replaceAll("ß", "ss")
    .replace(/^(?:l|d|qu|dell|all|un)['’]/, "");
  const ending = ENDINGS[language].exec(word)?.[0] ?? "";
  return word.length - ending.length >= LEAST_LEFT ? word.slice(0, word.length - ending.length) : word;
}

const LEAST_LEFT = 4;

/** Endings that only bend a word: number, case, gender, person. */
const ENDINGS: Readonly<Record<Exclude<Language, "en" | "other">, RegExp>> = {
  de: /(?:ungen|ung|innen|erinnen|ern|est|end|ens|ten|tet|te|en|er|em|es|st|e|n|s|t)$/,
  fr: /(?:issements|issement|ements|ement|eraient|erait|eront|ations|ation|euses|euse|eurs|eur|aient|ait|ees|ee|ant|ent|ons|ez|er|es|ir|it|e|s)$/,
  es: /(?:amientos|amiento|imientos|imiento|aciones|acion|ieron|aron|aran|eran|iran|aban|aba|ando|iendo|adas|ados|ada|ado|idas|idos|ida|ido|ara|era|ira|es|as|os|an|en|ar|er|ir|a|e|o|s)$/,
  it: /(?:amenti|amento|imenti|imento|azioni|azione|eranno|arono|ando|endo|ati|ata|ate|ato|iti|ita|ite|ito|ano|ono|are|ere|ire|i|a|e|o)$/,
  pt: /(?:amentos|amento|imentos|imento|acoes|acao|aram|eram|iram|arao|erao|irao|ando|endo|indo|adas|ados|ada|ado|idas|idos|ida|ido|oes|ao|es|as|os|am|em|ar|er|ir|a|e|o|s)$/,
  nl: /(?:ingen|ing|heden|heid|eren|eerd|ende|end|en|er|es|te|de|e|s|t)$/,
};

function countIn(words: readonly string[], isCounted: (word: string) => boolean): number {
  return words.reduce((sum, word) => sum + Number(isCounted(word)), 0);
}

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(" "));
}
