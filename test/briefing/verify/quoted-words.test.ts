import { describe, expect, test } from "vitest";
import { citePassage, type Source } from "#briefing";
import { briefingFile, libraryOf, sourceFile, told } from "../../fixtures/content/library.ts";

/** What is found of a quote in a source: its words as they stand there, or what the writer is told. */
function cite(source: string, quote: string): { said?: string; told: string[] } {
  const library = libraryOf({
    "sources/wire.md": sourceFile(source),
    "briefings/rail.md": briefingFile({ happening: "- It is so. [^1]", footnotes: `[^1]: wire "${quote}"` }),
  });
  const said = library.briefing("rail")?.sections.happening.statements[0]?.citations[0].quote;
  return { told: told(library.problems), ...(said !== undefined && { said }) };
}

/** A whole text with the places where no quote may begin or end (|), since what stands there is one word. */
const WHOLE: readonly string[] = [
  // a hyphenated word, by every hyphen
  "it was a non|-|binding vote on the plan",
  "it was a non|\u2010|binding vote on the plan",
  "it was a non|\u2011|binding vote on the plan",
  "it was a non|\u2013|binding vote on the plan",
  "it was a non|-“|binding” vote on the plan",
  "it was an (anti|)|-|government march in town",
  "backed by the U.S.|-|led force in town",
  "the COVID|-|19 rules were lifted in May",
  "she met the ex|-|president and co|-|founder there",
  "the vote on a Nicht|-|EU treaty was held",
  "she came by train from בית|־|ספר in the town",
  "the work of AT|&|T and R|&|D is done",
  "they may fine and|/|or ban him at once",
  "he came w|/|o a permit to the place",
  "he came w|/|out a permit to the place",
  "it costs 5|/|day in the town they said",
  "it is Non|—|binding in all of its parts",
  "see the note|:|b of the list in there",
  "it is open from Monday|–|friday in the town",
  "it begins at 5 GMT|+|2 in the town there",
  "it was written in C|+|+ by them there",
  "the bond is BBB|- by the agency there",
  "the bond (AA|-) was sold by them",
  "see number 5|:|b of the list in there",
  // ranges, by every dash
  ...["-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212", "~", "\u301c"].map(
    (dash) => `the line will cost 3|${dash}|4| million in all`,
  ),
  ...["-", "\u2013", "\u2014", "\u2212"].map((dash) => `the line will cost 3| ${dash}| 4| million in all`),
  "the line will cost 3| to| 4| million in all",
  "die Strecke kostet 3| bis| 4| Millionen| Euro im Jahr",
  "la ligne va coûter de 3| à| 4| millions| d'euros en tout",
  "la línea va a costar de 3| a| 4| millones| de pesos",
  "линия будет стоить 3|—|4| млн| рублей в год",
  "it takes 3| or| 4| days in all to get there",
  "it is 3%| to| 5|% of what was| said there".replace("was| said", "was said"),
  "it cost $3| to| $|5 at the door there",
  "it cost $3| million| to| $|5| million in all",
  "it is 5| km| to| 10| km from the town",
  "they won by 3|:|2 after the break there",
  "it cost 3|…|4| million in all they said",
  "it will cost 3| million|-|4| million in all they said",
  // percent and the like, with and without a space
  "the price fell by 5|% in the year",
  "the price fell by 5| % in the year",
  "the price fell by 5|\u00a0% in the year",
  "the price fell by 5|\u202f% in the year",
  "the price fell by 5|‰ in the year",
  "the price fell by 5| percent in the year",
  "the price fell by 5| per cent in the year",
  "the price fell by five| percent in the year",
  "the price fell by 5| percentage| points in the year",
  "der Preis fiel um 5| Prozent im Jahr 2020",
  "le prix a baissé de 5| pour cent en un an",
  "el precio bajó un 5| por ciento en un año",
  "цена упала на 5| процентов за этот год",
  "price fell by 5|٪ in the year they said",
  "انخفض السعر بنسبة 5| في المئة هذا العام",
  "कीमत में 5| प्रतिशत की गिरावट आई है",
  "fiyat %|5 düştü ve yine arttı bu yıl",
  "fiyat yüzde| 5 düştü ve yine arttı bu yıl",
  "the 5|%|-|10|% cut was made in May",
  "价格下跌了5|％，他们说是这样的",
  "价格下跌了百分之|五，他们说是这样的",
  "据报道共有三|分之|一的人离开了",
  // signs
  "it was -|5 degrees in the town then",
  "it was −|5 degrees in the town then",
  "it was –|5 degrees in the town then",
  "it was +|5 degrees in the town then",
  "it was ±|5 degrees in the town then",
  "it was <|5 in each town they said",
  "it was ≤|5 in each town they said",
  "it was ~|5 in each town they said",
  "it was minus| 5 in the town then",
  "it is 50|+ people in the town now",
  "it was (-|5) in the town at dawn",
  // money
  "it cost $|5| million in the year 2020",
  "it cost US|$|5 and then some more",
  "it cost €|5 and then some more",
  "it cost 5|€ and then some more",
  "it cost 5| € and then some more",
  "it cost -|$|5 and then some more",
  "it cost EUR| 5 and then some more",
  "it cost Rs.| 5| crore and then some more",
  "it cost 5| CHF and then some more",
  "it cost R|$| 5 and then some more",
  "it cost 5| dollars and then some more",
  "it cost two| million| dollars and then some more",
  "es kostet 5| Euro und dann noch mehr",
  "费用是5|万|元，后来更多了一些",
  "費用は5|億|円になった、と彼は言う",
  "비용은 5|만| 원이 들었다고 그가 말했다",
  // digits in groups
  "it cost 1|,|000|,|000 in all they said",
  "it cost 1|.|000|.|000|,|50 in all they said",
  "it cost 1| 000| 000 in all they said",
  "it cost 1|\u00a0000|\u202f000 in all they said",
  "it cost 1|'|000|’|000 in all they said",
  "it cost 10|,|00|,|000 in all they said",
  "it cost 1|٬|000|٫|5 in all they said",
  "it rose by 3|.|5 in all they said",
  "it rose by 3|,|5 in all they said",
  "it rose by 3|·|5 in all they said",
  "it rose by .|5 in all they said",
  "सड़क पर १|२|,|००० लोग आए थे",
  "ထိုနေ့တွင် ၁|၂ ဦး ရောက်ရှိခဲ့သည်",
  // fractions
  "it rose by 1|/|2 in the year they said",
  "it rose by 3| 1|/|2 in the year they said",
  "it rose by 3|½ in the year they said",
  "it rose by 3| ½ in the year they said",
  "it rose by 3| and a half points in May",
  // units, powers, degrees
  "it is 5| km from the town they said",
  "it costs $5| per month in all they said",
  "据报道共有三|十|多|人离开了那里",
  // The micro sign and the Greek letter look alike.
  ..."mm cm² dm \u00b5m \u03bcm nm m³ kg mg \u00b5g \u03bcg l cl dl dL mL kW MWh GHz TB kbit hPa kV MPa"
    .split(" ")
    .map((unit) => `it is 5| ${unit} in all they said then`),
  "it is 5|km from the town they said",
  "it is 5| km|² in all they said then",
  "it is 5| km|/|h in the town they said",
  "it is 5| °|C in the town they said",
  "it is 5|°|C in the town they said",
  "it is 10|² times the one in town",
  "it is 10|^|6 times the one in town",
  "it is 3| × 10|⁶ times the one in town",
  "it is 5| square| kilometers in all they said",
  "it is a 5|-|year plan they said then",
  "es sind 5| Kilometer bis zur Stadt dort",
  "造成5|人死亡，另有三|十|人受伤了",
  // times of day
  "it begins at 10|:|30| a|.|m. on Monday they say",
  "it begins at 5| p|.|m. on Monday they say",
  "it begins at 5| pm on Monday they say",
  "it begins at 5|pm on Monday they say",
  "it begins at 10|:|30| GMT on Monday they say",
  "it begins at 5| o'clock on Monday they say",
  "es beginnt um 10|.|30| Uhr am Montag dort",
  "il commence à 10| h| 30 le lundi ici",
  "会议于下午|3|点|半开始，他们这样说",
  "회의는 오후| 3|시에 시작한다고 그가 말했다",
  "बैठक 5| बजे शुरू होगी ऐसा कहा",
  // ordinals
  "it was the 1|st of the three there",
  "es war der 3|. Oktober in dem Jahr",
  "to był 3|. października w tym roku",
  "fue el 1|º de mayo en la plaza",
  "这是第|三次会议，他们这样说过的",
  "see No.| 5 of the three reports there",
  "see Section 230|(|c|)|(|1|) of the law there",
  "it is open Monday|–|Friday| from 10| am|–|5| pm".replace("Friday| from", "Friday from"),
  "it was 2020|'|de başladı ve sonra bitti orada",
  "費用は5|パ|ー|セ|ン|ト上がった、と彼は言う",
  "มีผู้เสียชีวิต 5| คน และบาดเจ็บอีก",
  "costă 5| milioane| de lei pe an acolo",
  "kosztuje 5| tys.| złotych na rok tam",
  // in words, and beside other marks
  "the rock’|n|’|roll band can|’|t play there",
  "the U|.|S|.| Senate met on Monday at noon",
].map((text) => text.replace("U|.|S|.| Senate", "U|.|S. Senate"));

/** Places at which a quote may begin or end, for the reader sees words end there. */
const FREE: readonly string[] = [
  "the talks|—|which failed|—|ended on Monday there",
  "the talks|–|which failed|–|ended on the day",
  ...["\u2015", "\u2e3a", "\u2e3b", "\ufe58"].map((dash) => `the talks|${dash}|which failed there ended on Monday`),
  "the talks| - |which failed| - |ended on Monday there",
  "the talks|--|which failed|--|ended on Monday there",
  "it began in 2020| and ended in 2021| in May",
  "it began in 2020| (see there) and ended| in May",
  "it was on page 3|. The rest is here",
  "it was on Monday|, March 5|, in the town",
  "it rose 9%| to $4 and| cost $8 million| or $1 a share",
  "it rose by 9%| year over year| in all they said",
  "## 22 May| 1902 it began in the town| they say",
  "In 2020| an office in the town| was closed",
  "En 2020| est arrivé le premier train| de nuit",
  "Nel 2020| ha detto il ministro| che non basta",
  "Im Jahr 2020| ist der Zug| nicht gefahren",
  "en 2020| par le gouvernement de la ville| il y a",
  "In 2020| European officials met the minister| in town",
  "In 2020| Miller said that the train| would run",
  "In 2020| won the seat in the town| again",
  "officials said| thousands of people were there| at noon",
  "the note¹| of the court on Monday²| was read",
  "the note|¹ of the court on Monday|² was read",
  "the note|¹² of the court on Monday|²³ was read",
  "the BBBB| - by the agency there",
  "报告|称|事故|造成|多人|死亡，|调查|仍在|进行",
  "他说2|和|3都是对的，这样说过的",
  "trains stop in Rome|/|Milan or so they say",
  "the pre-| and post-war years were hard| on them",
  "the last year.|The next one is better| for us",
];

/** Cuts a text at one mark: the words before it, and those after. */
function cuts(marked: string): { source: string; quotes: string[] }[] {
  const parts = marked.split("|");
  const source = parts.join("");
  return parts.slice(1).map((_, index) => {
    const before = parts.slice(0, index + 1).join("");
    return { source, quotes: [before, source.slice(before.length)].map((quote) => quote.trim()) };
  });
}

const enough = (quote: string) => cite(`${quote}.`, quote).said !== undefined;

describe("a quote", () => {
  test.each(WHOLE)("takes as one word what is: %s", (marked) => {
    for (const { source, quotes } of cuts(marked)) {
      expect(cite(source, source).said).toBe(source);
      // A cut that leaves less than three words proves nothing either way: the words are set before and after.
      const around = `In all of this it is so that ${source} and so on to the end`;
      const wide = [`that ${quotes[0]}`, `${quotes[1]} and so on`].map((quote, side) =>
        side === 0 ? `it is so ${quote}` : `${quote} to the end`,
      );
      for (const quote of wide) expect({ quote, said: cite(around, quote).said }).toEqual({ quote });
    }
  });

  test("ends with its last word, not with marks after it that nobody sees", () => {
    const words = "the confidential vote";
    expect(cite(`So ${words}\u200b\u200b was held there`, words).said).toBe(words);
    expect(cite(`So ${words}\u00ad`, words).said).toBe(words);
  });

  test("takes as one word what is one at the very beginning", () => {
    expect(cite("BBB- is the rating of it", "BBB- is the rating").said).toBe("BBB- is the rating");
    expect(cite("BBB- is the rating of it", "- is the rating of").said).toBeUndefined();
    expect(cite("Court¹ said that it is so", "¹ said that it is").said).toBe("¹ said that it is");
  });

  test.each([
    ["事故调查，他们这样说", "事故调查"],
    ["the IRS 事故调查 they said", "事故调查"],
    ["one two, and three", "one two"],
    ["รถไฟหยุด และแล้ว", "รถไฟหยุด"],
  ])("of two words proves nothing: %s", (source, quote) => {
    expect(cite(source, quote).told).toEqual([expect.stringContaining("is too short to prove anything")]);
    expect(cite(source, source).said).toBe(source);
  });

  test.each(FREE)("may begin and end where words do: %s", (marked) => {
    for (const { source, quotes } of cuts(marked)) {
      const around = `In all of this it is so that ${source} and so on to the end`;
      const wide = [`it is so that ${quotes[0]}`, `${quotes[1]} and so on to the end`];
      for (const quote of wide) expect({ quote, said: cite(around, quote).said }).toEqual({ quote, said: quote });
    }
  });

  test.each([
    ["a soft hyphen", "the confi\u00addential vote was held", "the confidential vote was held"],
    ["a zero-width space", "the confi\u200bdential vote was held", "the confidential vote was held"],
    ["a word joiner", "the confi\u2060dential vote was held", "the confidential vote was held"],
    ["a byte-order mark inside", "the confi\ufeffdential vote was held", "the confidential vote was held"],
    ["a zero-width non-joiner", "او می\u200cخواهد به خانه برود", "او میخواهد به خانه برود"],
    [
      "direction marks",
      "the \u200evote\u200f of \u202aMonday\u202c was \u2067held\u2069 there",
      "the vote of Monday was held there",
    ],
    ["a control", "the confi\u0002dential vote was held", "the confidential vote was held"],
    ["ligatures", "the ﬁnal ﬂight oﬀ the coaﬆ was eﬃcient", "the final flight off the coast was efficient"],
    ["Armenian and digraph ligatures", "ﬔի մասին ǆep ĳs was here", "մեի մասին džep ijs was here"],
    ["full-width forms", "Ｔｈｅ　ｖｏｔｅ　ｏｎ　５％", "The vote on 5%"],
    ["half-width kana", "ｶﾞｲﾄﾞ ﾊ ﾌﾟﾗﾝ ﾃﾞｽ", "ガイド ハ プラン デス"],
    ["Arabic presentation forms", "ﻗﺎﻝ ﺍﻟﻮﺯﻳﺮ ﺇﻥ ﺍﻟﻘﻄﺎﺭ ﺳﻴﺘﻮﻗﻒ", "قال الوزير إن القطار سيتوقف"],
    ["a stretched Arabic word", "قــال الوزيـــر إن القطار سيتوقف", "قال الوزير إن القطار سيتوقف"],
    ["Kangxi radicals", "⼈⼝⼤幅减少，他们这样说", "人口大幅减少，他们这样说"],
    ["styled letters", "the 𝐯𝐨𝐭𝐞 on the 𝑝𝑙𝑎𝑛 was held", "the vote on the plan was held"],
    ["a variation of a character", "葛\u{e0100}城市的居民说是这样", "葛城市的居民说是这样"],
    ["an ellipsis", "he said … and then no more", "he said ... and then no more"],
    ["a word hyphenated over a line end", "the confi-\ndential vote was held", "the confidential vote was held"],
    ["a hyphenated prefix over a line end", "the non-\nbinding vote was held", "the non-binding vote was held"],
    ["the same without its hyphen", "the non-\nbinding vote was held", "the nonbinding vote was held"],
    ["the same as it stands", "the non-\nbinding vote was held", "the non- binding vote was held"],
    ["a soft hyphen at the line end", "the confi\u00ad\ndential vote was held", "the confidential vote was held"],
    [
      "hyphens of other forms at line ends",
      "the confi\u2010\n   dential vote by non\u2011\nvoters held",
      "the confidential vote by non-voters held",
    ],
    ["capitals over a line end", "THE CONFI-\nDENTIAL VOTE WAS HELD", "THE CONFIDENTIAL VOTE WAS HELD"],
    ["years over a line end", "from 1990-\n1995 it was held there", "from 1990-1995 it was held there"],
    ["a dash at a line end", "the talks—\nwhich failed—\nended there", "the talks—which failed—ended there"],
    ["Cyrillic over a line end", "это конфиденци-\nальное дело суда", "это конфиденциальное дело суда"],
    ["Chinese over a line end", "列车将于\n周一停运，他们说", "列车将于周一停运，他们说"],
    ["Thai over a line end", "รถไฟจะหยุด\nวิ่งในวันจันทร์นี้", "รถไฟจะหยุดวิ่งในวันจันทร์นี้"],
    ["a quote that wraps inside a word", "the confidential vote was held", "the confi-\n  dential vote was held"],
    ["a quote that wraps after its hyphen", "the non-binding vote was held", "the non-\n  binding vote was held"],
    ["a quote in Chinese that wraps", "列车将于周一停运，他们说", "列车将于\n  周一停运，他们说"],
    ["a quote that wraps after its dash", "the talks—which failed ended", "the talks—\n  which failed ended"],
    ["a space in Chinese where the line ends", "列车将于\n周一停运，他们说", "列车将于 周一停运，他们说"],
    ["a quote in Chinese that wraps at a space", "列车将于 周一停运，他们说", "列车将于\n  周一停运，他们说"],
    ["Hebrew marks", "צה״ל הודיע כי הרכבת תעצור", 'צה"ל הודיע כי הרכבת תעצור'],
    ["an okina", "the Hawaiʻi vote was held there", "the Hawai'i vote was held there"],
  ])("stands where a reader sees no difference: %s", (_, source, quote) => {
    const { said, told } = cite(source, quote);
    expect(told).toEqual([]);
    expect(said).toBe(source.replace(/^\u200e/, ""));
  });

  test.each([
    ["a superscript", "it is 10² times the other", "it is 102 times the other"],
    ["a subscript", "it is H₂O in the glass", "it is H2O in the glass"],
    ["a fraction", "it rose by ½ in the year", "it rose by 1/2 in the year"],
    ["a circled digit", "it rose by ① in the year", "it rose by 1 in the year"],
    ["digits of another script", "it rose by ٥ in the year", "it rose by 5 in the year"],
    ["another letter of another script", "the vоte was held there", "the vote was held there"],
    ["an accent", "the résumé was read there", "the resume was read there"],
    ["years run together over a line end", "from 1990-\n1995 it was held", "from 19901995 it was held"],
    ["a number run into its word over a line end", "the COVID-\n19 rules were held", "the COVID19 rules were held"],
    ["a hyphen inside a line", "they may re-sign on Monday", "they may resign on Monday"],
    ["a hyphen that is not there", "they may resign on Monday", "they may re-sign on Monday"],
    ["two words run together", "they may re sign on Monday", "they may resign on Monday"],
    ["paragraphs", "the confi-\n\ndential vote was held", "the confidential vote was held"],
  ])("is refused where the value changes: %s", (_, source, quote) => {
    expect(cite(source, quote)).toEqual({ told: [expect.stringMatching(/is not in|one paragraph/)] });
  });

  test.each([
    ["its own skip, as it stands", "the court [...] held that he was right", "the court [...] held that he was right"],
    ["the same in another form", "the court […] held that he was right", "the court [...] held that he was right"],
    ["its own skip beside a short piece", "So [...] held the court in the case", "So [...] held the court"],
    [
      "its own skip and one of the writer's",
      "the court [...] held that he, of all men there, was right in this",
      "the court [...] held that he […] right in this",
    ],
    [
      "skips of the writer's alone",
      "the court of the land held that he was right",
      "the court of […] that he was right",
    ],
    ["an ellipsis in brackets with spaces", "the court [. . .] held that he was", "the court [. . .] held that he was"],
    [
      "the writer's skip where the source has one elsewhere",
      "it [...] is. The court of the land held that he was right",
      "The court of […] that he was right",
    ],
  ])("may hold %s", (_, source, quote) => {
    const { said, told } = cite(source, quote);
    expect(told).toEqual([]);
    expect(said?.replaceAll("…", "...")).toBe(quote.replaceAll("…", "..."));
  });

  test("that differs in marks that nobody sees is told so", () => {
    const told = (marks: string) =>
      `11:12 “the vote was held” differs from content/sources/wire.md only in invisible characters (${marks}): copy the words again from there`;
    const file = (source: string, quote: string) => cite(source, quote).told.map((one) => one.replace(/^\d+/, "11"));
    expect(file("the v\u202eote was held", "the vote was held")).toEqual([told("U+202E")]);
    expect(file("the vote was held", "the vote\u{e0041} was held")).toEqual([
      told("U+E0041").replace("vote was", "vote\u{e0041} was"),
    ]);
  });

  test("that differs in many such marks is told the first three", () => {
    const { told } = cite("the vote was held", "the v\u{e0041}o\u{e0042}t\u{e0043}e\u{e0044} was held");
    expect(told).toEqual([expect.stringContaining("(U+E0041, U+E0042, U+E0043)")]);
  });

  test.each([
    ["the same words", "the court held that he was right", "the court held […] the court held"],
    ["words of the piece before it", "the court held that he was right", "the court held that […] held that he was"],
    ["the last word of it", "the court held that he was right", "the court held that […] that he was right"],
    ["words that stand before it", "the court held that he was right", "that he was right […] the court held that"],
  ])("has no piece that stands on %s", (_, source, quote) => {
    expect(cite(source, quote)).toEqual({ told: [expect.stringContaining("is not in one paragraph")] });
  });

  test("is looked for by units, also where letters take two", () => {
    expect(cite("over and over-\nand 𘧸𜽠 union stop said", "𘧸𜽠 union stop sai").told[0]).toMatch(
      /Nearest: “𘧸𜽠 union stop said”$/,
    );
  });

  test("is told what its number belongs to", () => {
    expect(cite("The line will cost 3-4 million euros.", "line will cost 3").told[0]).toMatch(
      /Nearest: “line will cost 3-4 million euros”$/,
    );
    expect(cite("It was a non-binding vote on the plan.", "binding vote on the plan").told[0]).toMatch(
      /Nearest: “non-binding vote on the plan”$/,
    );
    expect(enough("the price fell by 5%")).toBe(true);
  });

  test("is told as readers see it where its lines are broken inside words", () => {
    expect(cite("Trains of the air-\nport near here are late.", "of the air-\nport near her").told).toEqual([
      expect.stringMatching(/^\d+:\d+ “of the airport near her” begins or ends inside .*“of the air- port near here”$/),
    ]);
    expect(cite("It is 港口\n罢工 now.", "港口\n罢").told).toEqual([
      expect.stringContaining("“港口罢” is too short to prove"),
    ]);
  });

  test("may be a passage of a source, but not across two of its paragraphs", () => {
    const text = "Trains will stop at noon.\n\nBuses will run all day.";
    const source = libraryOf({ "sources/wire.md": sourceFile(text) }).source("wire") as Source;
    const quoteOf = (from: string, to: string) =>
      citePassage(source, { start: source.text.indexOf(from), end: source.text.indexOf(to) + to.length })?.quote;
    expect(quoteOf("Trains", "noon.")).toBe("Trains will stop at noon.");
    expect(quoteOf("Trains", "day.")).toBeUndefined();
  });
});
