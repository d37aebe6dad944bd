/** Words of one kind, matched at the beginning or the end of a text. */
export type Lexicon = { begins(text: string): boolean; ends(text: string): boolean };

/** Whether the text begins with a word that makes one amount with the number before it: a unit, a sum, a part of the day. */
export function beginsUnit(text: string): boolean {
  return KINDS.some((kind) => kind.begins(text)) || PERCENTS.begins(text) || CLOCK.test(text);
}

/** "5 p.m.", "5 o'clock" */
const CLOCK = /^(?:[ap]\.?\s?m|[AP]\.?M|o'clock)(?!\p{L})/u;

/**
 * Reads a list of words. `*` stands for any ending, `(s)` for an optional one, `_` for a space inside. A lowercase
 * first letter may be a capital in a heading.
 */
function lexicon(list: string): Lexicon {
  const whole = new Set<string>();
  const stems = new Map<string, string[]>();
  for (const entry of list.split(" ")) {
    const [, word = "", ending = "", any] = /^([^(*]*)(?:\((.*)\))?(\*)?$/.exec(entry.replaceAll("_", " ")) ?? [];
    if (any) stems.set(headOf(word), [...(stems.get(headOf(word)) ?? []), word]);
    else whole.add(word).add(word + ending);
  }
  const hasPhrases = list.includes("_");
  const has = (word: string) =>
    whole.has(word) || (stems.get(headOf(word))?.some((stem) => word.startsWith(stem)) ?? false);
  const isOne = (word: string) => {
    const small = word[0]?.toLowerCase();
    return has(word) || (small !== word[0] && /^\p{Lu}\p{Ll}/u.test(word) && has(small + word.slice(1)));
  };
  return {
    begins(text) {
      const end = text.indexOf(" ");
      const first = end === -1 ? text : text.slice(0, end);
      // An apostrophe makes it another word: "m'a", "l'Italia".
      const word = /^[a-z]+$/.test(first) ? first : (/^[\p{L}\p{M}²³]+(?![\p{L}\p{M}²³'])/u.exec(first)?.[0] ?? "");
      if (word === "") return false;
      return isOne(word) || (word === first && hasPhrases && isOne(text.split(/ |[^\p{L} ]/u, 2).join(" ")));
    },
    ends(text) {
      const last = text.slice(text.lastIndexOf(" ") + 1);
      const word = /^[a-z]+$/.test(last) ? last : last.replace(/^[^\p{L}]+|\.$/gu, "");
      return word !== "" && isOne(word);
    },
  };
}

/** The key to look a word up by: few stems begin alike; some are one letter long. */
function headOf(word: string): string {
  return word.charCodeAt(0) > 0x7f ? word.slice(0, 1) : word.slice(0, 2);
}

/** Powers of ten and the like. */
export const MAGNITUDES = lexicon(
  "hundred thousand(s) million(s) billion(s) trillion(s) quadrillion(s) dozen(s) lakh(s) crore(s) mn bn tn mln mld mlrd Mio Mrd Tsd Mill tys " +
    "Millionen Milliarde(n) Billionen Tausend Hundert Dutzend milliard(s) mille mila milion* milijon* milijard* miliard* mil miles millón millones " +
    "millardo(s) milhão milhões bilhão bilhões trilhão trilhões millioner milliarder millioonaa miljoen* miljon* miljard* miljoona* biljoen duizend tusen " +
    "tuhat* tisíc* tysiąc* tysięcy ezer millió* milliárd* milyon* milyar* trilyon bin juta miliar triliun ribu triệu tỷ nghìn ngàn mii mie milioane elfu " +
    "milioni bilioni тысяч* тыс млн млрд трлн миллион* миллиард* триллион* мільйон* мільярд* тисяч* хиляди милион* милиард* εκατ δισ εκατομμύρι* " +
    "δισεκατομμύρι* χιλιάδ* מיליון מיליוני מיליארד אלף אלפים مليون* مليار* ملايين ألف آلاف میلیون میلیارد هزار لاکھ کروڑ ارب ہزار लाख करोड़ करोड हज़ार " +
    "हजार अरब লাখ কোটি হাজার கோடி லட்சம் 만* 억* 조* 천* 백*",
);
const PERCENTS = lexicon(
  "percent per_cent pct Prozent* pour_cent por_ciento por_cento per_cento procent* prosent* százalék* persen phần_trăm la_sută percento proc τοις_εκατό " +
    "процент* відсот* на_сто אחוז* بالمئة بالمائة في_المئة في_المائة فيصد درصد फ़ीसदी फीसदी प्रतिशत শতাংশ சதவீதம் శాతం 퍼센트* 프로",
);
/** These follow nothing but a number, in words too ("two million"). */
export const AFTER_ANY_WORD = lexicon("million billion trillion percent per_cent pct Prozent");
/** Sums of money. */
export const MONEY = lexicon(
  "dollar(s) dollari TL lira euro(s) euroa pound(s) sterling yen yuan renminbi rupee(s) rupiah ruble(s) rouble(s) Rubel franc(s) Franken crowns Kronen " +
    "kronor kroner korun* peso(s) reais liras złot* zł rand baht dirham(s) riyal(s) dinar(s) shekel(s) naira shilling(s) hryvnias forint* cent(s) pence kr " +
    "kn kč Kč Ft đồng RMB евро доллар* рубл* руб гривен* грн тенге долар* ευρώ δολάρι* דולר* שקל* אירו יורו دولار* يورو ريال* درهم دينار* جنيه* ليرة تومان " +
    "روپے रुपये रुपए डॉलर টাকা ரூபாய் 원* 달러* 유로* 엔* US_dollar(s) Canadian_dollars Australian_dollars Singapore_dollars " +
    Intl.supportedValuesOf("currency").join(" "),
);
// Normalizing makes the micro sign the Greek letter.
const SYMBOLS = [
  ...combined(["", "k", "c", "d", "m", "μ", "n"], ["m", "m²", "m³"]),
  ...combined(["", "k", "m", "μ"], ["g"]),
  ...combined(["", "c", "d", "m"], ["l", "L"]),
  ...combined(["", "k", "M", "G", "T"], ["W", "Wh", "Hz", "B", "bit"]),
  ...combined(["", "k", "M", "h"], ["Pa", "V"]),
].filter((symbol) => symbol !== "B" && symbol !== "V");
/** What is measured. */
export const MEASURES = lexicon(
  `${SYMBOLS.join(" ")} hl kph mph lb(s) oz yd ft dB ppm ppb bps pp meter(s) metre(s) mètre(s) metros metrů metrów metriä kilo* centi* mega* giga* ` +
    "mile(s) feet foot inch(es) yard(s) acre(s) hectare(s) hektar* Hektar liter(s) litre(s) litro(s) gallon(s) barrel(s) bushel(s) tons tonne(s) Tonnen " +
    "tonelada(s) gram(s) Gramm ounce(s) watt(s) volt(s) degree(s) Grad Celsius Fahrenheit knot(s) byte(s) square cubic metric nautical percentage " +
    "basis_points Punkte times fold fois veces vezes volte раз раза км кг м см мм га градус* килом* метр* тонн* كيلومتر* متر* كيلو* طن درجة किलोमीटर मीटर किलो टन " +
    "डिग्री किमी 킬로* 미터* 톤* 도*",
);
const TIMES = lexicon(
  "noon midnight Uhr h heure(s) hr(s) hour(s) hora(s) ore timer timmar uur годин* часов часа час صباحا صباحًا مساء مساءً ظهرا ص م बजे টায় மணி 시* 분* 초* sec(s) " +
    "seconds min(s) minute(s) day(s) week(s) month(s) year(s) decade(s) Sekunde(n) Minute(n) Stunde(n) Tage(n) Woche(n) Monate(n) Jahre(n) secondes jour(s) " +
    "semaine(s) mois ans années segundos minutos día(s) dia(s) semanas meses año(s) ano(s) giorni settimane mesi anni дней дня недел* месяц* лет года أيام يوما " +
    "أسابيع أشهر سنوات سنة दिन हफ़्ते महीने साल वर्ष দিন বছর 년* 월* 일* 개월* 시간* 명* 건* 개*",
);
const KINDS = [MAGNITUDES, MONEY, MEASURES, TIMES];

function combined(prefixes: readonly string[], units: readonly string[]): string[] {
  return prefixes.flatMap((prefix) => units.map((unit) => prefix + unit));
}
