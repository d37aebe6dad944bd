/** A language's words for days, as sources of patterns. What is always written with a capital has one here. */
export type DateWords = {
  /** January first. `full` may appear by itself; `short` only next to a day or a year. */
  readonly months: readonly { readonly full: string; readonly short: string }[];
  /** Monday first. */
  readonly weekdays: readonly string[];
  /** What comes right before or after a weekday that is a name, or one of every week. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** Words for the day itself, by how many days they are from it. */
  readonly days: Readonly<Record<string, number>>;
  /** Before or after a weekday or a unit: the one that was, is running, or comes. */
  readonly last: string;
  readonly this: string;
  readonly next: string;
  readonly units: Readonly<Record<"day" | "week" | "month" | "year", string>>;
  readonly numbers: Readonly<Record<string, number>>;
  /** `#` is the count, `~` the unit. */
  readonly ago: string;
  readonly hence: string;
  /** Before a month or a year that stands alone. */
  readonly at: string;
  /** Before a date that something began on. */
  readonly since: string;
  /** Of a sentence about what is to come. */
  readonly toCome: RegExp;
};

const wordsOf = (full: string, short = "") => {
  const shorts = short.split(" ");
  return full
    .split(" ")
    .map((word, at) => ({ full: word, short: shorts[at] ? `(?:${word}|${shorts[at]}\\.?)` : word }));
};

/** English, German, French and Spanish. */
export const LANGUAGES: readonly DateWords[] = [
  {
    months: wordsOf(
      "January February March April May June July August September October November December",
      "Jan Feb Mar Apr May Jun Jul Aug Sept? Oct Nov Dec",
    ),
    weekdays: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" "),
    notBefore:
      "Black|Good|Ash|Super|Bloody|Palm|Cyber|Giving|Easter|Fat|Shrove|Maundy|Holy|Whit|Spy|Sheffield|Ruby|Freaky|Super Bowl|Casual|[Ee]very|[Ee]ach|[Aa]ny|[Aa]|[Mm]ost|[Oo]ther",
    notAfter: "Night Live|Times?|Club|to (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
    days: { "[Tt]oday": 0, "[Tt]onight": 0, "[Yy]esterday": -1, "[Tt]omorrow": 1 },
    last: "[Ll]ast|[Pp]revious",
    this: "[Tt]his",
    next: "[Nn]ext|[Cc]oming",
    units: { day: "days?", week: "weeks?", month: "months?", year: "years?" },
    numbers: { "an?": 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
    ago: "# ~ ago",
    hence: "[Ii]n # ~|# ~ from now",
    at: "[Ii]n|[Bb]y|[Uu]ntil|[Ss]ince|[Dd]uring|[Bb]efore|[Aa]fter|[Tt]hrough|[Ee]arly|[Mm]id|[Ll]ate|(?:[Ee]nd|[Bb]eginning|[Mm]iddle) of",
    since: "since|from|after|before|as of",
    toCome:
      /\b(?:will|shall|is|are) (?:be )?(?:expected|scheduled|set|due|to|planned)\b|\b(?:will|shall|plans? to|upcoming)\b/i,
  },
  {
    months: wordsOf(
      "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
      "Jan Feb(?:r)? Mär Apr Mai Jun Jul Aug Sept? Okt Nov Dez",
    ),
    weekdays: "Montag Dienstag Mittwoch Donnerstag Freitag (?:Samstag|Sonnabend) Sonntag".split(" "),
    notBefore: "Schwarze[rnm]?|[Jj]ede[nrm]?|Heilige[rn]?|Blaue[rn]?|[Ee]ine[nm]",
    notAfter: "bis (?:Mon|Diens|Donners|Frei|Sams|Sonn)tag",
    days: {
      "[Hh]eute": 0,
      "[Vv]orgestern": -2,
      "[Gg]estern": -1,
      "[ÜüUu]bermorgen": 2,
      "morgen|Morgen(?= (?:wird|werden|soll|sollen|will|beginnt|tagt|entscheidet)(?!\\p{L}))": 1,
    },
    last: "[Ll]etzte[nrsm]?|[Vv]ergangene[nrsm]?|[Vv]orige[nrsm]?",
    this: "[Dd]iese[nrsm]?",
    next: "[Nn]ächste[nrsm]?|[Kk]ommende[nrsm]?",
    units: { day: "Tage?n?", week: "Wochen?", month: "Monate?n?s?", year: "Jahre?n?s?" },
    numbers: {
      "eine[mnrs]?|ein": 1,
      zwei: 2,
      drei: 3,
      vier: 4,
      fünf: 5,
      sechs: 6,
      sieben: 7,
      acht: 8,
      neun: 9,
      zehn: 10,
    },
    ago: "[Vv]or # ~",
    hence: "[Ii]n # ~",
    at: "[Ii]m|[Bb]is|[Ss]eit|[Vv]or|[Nn]ach|[Aa]b|[Vv]on|[Aa]nfang|[Mm]itte|[Ee]nde|[Jj]ahre?|[Zz]um",
    since: "seit|nach|vor|seit dem|nach dem|vor dem|vom",
    toCome: /(?<!\p{L})(?:wird|werden|soll|sollen|will|wollen|plant|planen)(?!\p{L})/u,
  },
  {
    months: wordsOf(
      "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
      "janv févr? mars avr mai juin juil août sept oct nov déc",
    ),
    weekdays: "[Ll]undi [Mm]ardi [Mm]ercredi [Jj]eudi [Vv]endredi [Ss]amedi [Dd]imanche".split(" "),
    notBefore: "[Cc]haque|[Ll]es|[Uu]n|[Tt]ous les",
    notAfter: "gras|saint|noir|des Rameaux|de Pâques|de Pentecôte",
    days: { "[Aa]ujourd['’]hui": 0, "[Aa]vant-hier": -2, "[Hh]ier": -1, "[Aa]près-demain": 2, "[Dd]emain": 1 },
    last: "derni(?:er|ère)|passée?",
    this: "[Cc]e(?:t|tte)?",
    next: "prochaine?|à venir",
    units: { day: "jours?", week: "semaines?", month: "mois", year: "(?:an|année)s?" },
    numbers: { une: 1, un: 1, deux: 2, trois: 3, quatre: 4, cinq: 5, six: 6, sept: 7, huit: 8, neuf: 9, dix: 10 },
    ago: "[Ii]l y a # ~",
    hence: "[Dd]ans # ~|[Dd][’']ici # ~",
    at: "[Ee]n|[Dd]epuis|[Aa]vant|[Aa]près|[Dd]['’]ici|[Dd]ès|[Dd]e|[Jj]usqu['’]en|[Dd]ébut|[Mm]i|[Ff]in",
    since: "depuis|depuis le|après le|avant le|dès le",
    toCome: /(?<!\p{L})(?:sera|seront|doit|doivent|va|vont|aura|auront|\p{L}{3,}r(?:a|ont))(?!\p{L})/u,
  },
  {
    months: wordsOf(
      "enero febrero marzo abril mayo junio julio agosto sep?tiembre octubre noviembre diciembre",
      "ene feb mar abr may jun jul ago sep?t? oct nov dic",
    ),
    weekdays: "[Ll]unes [Mm]artes [Mm]iércoles [Jj]ueves [Vv]iernes [Ss]ábado [Dd]omingo".split(" "),
    notBefore: "[Cc]ada|[Ll]os|[Uu]n|[Tt]odos los",
    notAfter: "[Ss]anto|[Nn]egro|de Carnaval|de Ramos|de Pascua|de Resurrección|de Ceniza",
    days: {
      "[Hh]oy": 0,
      "[Aa]nteayer": -2,
      "[Aa]yer": -1,
      "[Pp]asado mañana": 2,
      "(?<!(?:la|las|una|esta|de|pasado) )[Mm]añana": 1,
    },
    last: "pasad[oa]|[Úúu]ltim[oa]",
    this: "[Ee]st[ea]",
    next: "[Pp]róxim[oa]|que viene|entrante",
    units: { day: "días?", week: "semanas?", month: "mes(?:es)?", year: "años?" },
    numbers: { "una?": 1, dos: 2, tres: 3, cuatro: 4, cinco: 5, seis: 6, siete: 7, ocho: 8, nueve: 9, diez: 10 },
    ago: "[Hh]ace # ~",
    hence: "[Dd]entro de # ~",
    at: "[Ee]n|[Dd]esde|[Aa]ntes de|[Dd]espués de|[Hh]asta|[Pp]ara|[Dd]e|[Aa] principios de|[Aa] mediados de|[Aa] finales de|[Aa] partir de",
    since: "desde|desde el|después del|antes del|tras el",
    toCome: /(?<!\p{L})(?:será|serán|va a|van a|debe|deben|\p{L}{3,}r(?:á|án))(?!\p{L})/u,
  },
];
