/**
 * Whether a cut between these two texts, with the white space gone that stands between them, parts a number from its sign,
 * currency, digits, range, unit, time of day or percent. `gap`: white space stood there.
 */
export function partsNumber(left: string, right: string, gap: boolean): boolean {
  if (!NUMERIC.test(left.slice(-REACH)) && !NUMERIC.test(right.slice(0, REACH))) return false;
  return (gap ? SPACED : TIGHT).some(([before, after]) => after.test(right) && before.test(left));
}

/** What is looked at on either side, in UTF-16 units. */
const REACH = 24;

/** Digits, and the words that are numbers by themselves. */
const HAN_NUMERAL = "〇零一二三四五六七八九十百千万萬億亿兆两兩廿卅";
const HAN_MAGNITUDE = "十百千万萬億亿兆";
/** What Han numerals count; what digits count may be any word. */
const HAN_COUNTER =
  "人名位个個件元円年月日号號日岁歳歲家台辆輛次回倍度分秒点點时時割成周週天里米吨枚本冊头頭匹棟栋户戸层層票席架艘起";
/** "and", "or" and the particles of Japanese: no unit of a number. */
const HAN_NO_UNIT = "和與与跟及或とのはがをにでもやへか";
const MONTHS =
  "Jan(?:uar|\\.)|Februar|Feb\\.|März|April|Mai|Ju[nl]i|August|September|Oktober|November|Dezember|Jänner|Jahrhundert|Jh|Mal";

const SIGN = "[+\\-–±∓~≈≃≅<>≤≥=]";
const CODES = Intl.supportedValuesOf("currency").join("|");
const CURRENCY_BEFORE = `(?:\\p{Sc}|(?<![\\p{L}\\p{N}])(?:${CODES}|RMB|R[sp]\\.?|Fr\\.|kr\\.?|Kčs?|руб\\.?))`;
/** The end of a number, with what may follow it directly: percent, degrees, a sign of money. */
const NUMBER = "\\p{N}[+%‰‱٪°º′″]?\\p{Sc}?";
const ENDS_WORD = "(?![\\p{L}\\p{M}'])";

/** Words of magnitude after a number. `*` stands for the endings of other cases. */
const MAGNITUDES = words(
  "[Hh]undred [Tt]housands? [Mm]illions? [Bb]illions? [Tt]rillions? [Qq]uadrillions? [Dd]ozens? lakhs? crores? mn bn tn mln mld mlrd Mio " +
    "Mrd Tsd Mill tys Million(?:en)? Milliarden? Billion(?:en)? Tausend Hundert Dutzend milliards? mille mila milion* milijon* milijard* miliard* " +
    "miliony mil miles millón millones millardos? milh(?:ão|ões) bilh(?:ão|ões) trilh(?:ão|ões) millioner milliarder millioonaa miljoen* miljon* " +
    "miljard* miljoona* miljardi* biljoen duizend tusen tuhat* tisíc* tysi[ąę]c* ezer millió* milliárd* milyon* milyar* trilyon bin juta miliar triliun " +
    "ribu triệu tỷ nghìn ngàn mii mie milioane elfu milioni bilioni тысяч* тыс млн млрд трлн миллион* миллиард* триллион* мільйон* мільярд* тисяч* " +
    "хиляди милион* милиард* εκατ δισ εκατομμύρι* δισεκατομμύρι* χιλιάδ* מיליון מיליוני מיליארד אלף אלפים مليون* مليار* ملايين ألف آلاف میلیون میلیارد هزار لاکھ " +
    "کروڑ ارب ہزار लाख करोड़ करोड हज़ार हजार अरब লাখ কোটি হাজার கோடி லட்சம் ล้าน พันล้าน หมื่น แสน พัน 만* 억* 조* 천* 백*",
);
const PERCENTS = words(
  "[Pp]ercent [Pp]er\\s?cent pct Prozent* pour\\s?cent por\\s?ciento por\\s?cento per\\s?cento procent* prosent* prosenttia százalék* persen phần\\s?trăm " +
    "la\\s?sută percento proc τοις\\s?εκατό процент* відсот* на\\s?сто אחוז* بالمئة بالمائة في\\s?المئة في\\s?المائة فيصد درصد फ़ीसदी फीसदी प्रतिशत শতাংশ சதவீதம் శాతం เปอร์เซ็นต์ 퍼센트* 프로",
);
/** These follow nothing but a number, in words too ("two million"). */
const AFTER_ANY_WORD = words("million billion trillion percent per\\s?cent pct Prozent");
const MONEY = words(
  "[Dd]ollars? TL lira [Dd]ollari [Ee]uros? euroa pounds? sterling yen yuan renminbi rupees? rupiah ro?ubles? Rubel francs? Franken crowns Kronen kronor kroner " +
    "korun* pesos? reais liras? złot* zł rand baht dirhams? riyals? dinars? shekels? naira shillings? hryvnias? forint* cents? pence kr kn kč Kč Ft đồng " +
    "евро доллар* рубл* руб гривен* грн тенге долар* ευρώ δολάρι* דולר* שקל* אירו יורו دولار* يورو ريال* درهم دينار* جنيه* ليرة تومان روپے रुपये रुपए " +
    "डॉलर টাকা ரூபாய் บาท ดอลลาร์ 원* 달러* 유로* 엔* " +
    `${CODES.replaceAll("|", " ")} RMB (?:U\\.?S|Canadian|Australian|Hong\\s?Kong|Singapore|Taiwan)\\.?\\s?dollars?`,
);
const MEASURES = words(
  "[kcdmµμn]?m[²³]? [kmµμ]?g [cdm]?[lL] hl kph mph lbs? oz yd ft nmi [kMGT]?W [kMGT]?Wh [kMGT]?Hz [kMGT]i?B [kMG]bit [kMh]?Pa kV dB ppm ppb bps pp " +
    "[Mm]et(?:er|re)s? mètres? metr(?:os|i|ów|iä) [Kk]ilo\\p{L}+ (?:centi|milli|mega|giga|tera|nano|micro)\\p{L}+ miles? feet foot inch(?:es)? yards? acres? hectares? " +
    "hektar* Hektar lit(?:er|re)s? Liter litros? gallons? barrels? bushels? tons tonnes? Tonnen toneladas? grams? Gramm ounces? watts? volts? degrees? Grad " +
    "Celsius Fahrenheit knots? bytes? square cubic metric nautical percentage basis\\s?points? Punkte times fold fois veces vezes volte раза? " +
    "км кг м см мм га градус* килом* метр* тонн* كيلومتر* متر* كيلو* طن درجة किलोमीटर मीटर किलो टन डिग्री किमी 킬로* 미터* 톤* 도*",
);
const TIMES = words(
  "[ap]\\.?\\s?m [AP]\\.?M o'clock noon midnight Uhr h heures? hrs? hours? horas? ore timer timmar uur годин* часов часа час صباحا صباحًا مساء مساءً ظهرا ص م " +
    "बजे টায় மணி น นาฬิกา 시* 분* 초* secs? seconds mins? minutes? days? weeks? months? years? decades? Sekunden? Minuten? Stunden? Tagen? Wochen? Monaten? Jahren? " +
    "secondes jours? semaines? mois ans années segundos minutos días? dias? semanas meses años? anos? giorni settimane mesi anni дней дня недел* месяц* лет года " +
    "أيام يوما أسابيع أشهر سنوات سنة दिन हफ़्ते महीने साल वर्ष দিন বছর 년* 월* 일* 개월* 시간* 명* 건* 개*",
);
const ZONES = "(?:GMT|UTC|[ECMP][SD]?T|CES?T|BST|MSK|[IJ]ST)";
const RANGE =
  "(?:[-–—~×x÷:]|\\.{2,3}|to|bis|à|a|ate|até|tot|til|till|do|до|по|إلى|الى|se|से|至|到|から|or|oder|ou|o|или|או|أو|या)";
const PERIODS = "(?:오전|오후|上午|下午|午前|午後|凌晨|晚上|早上|中午|傍晚|清晨)";
const WORDS_BEFORE =
  "(?<![\\p{L}\\p{N}])(?:[Mm]inus|[Pp]lus|moins|menos|meno|минус|мінус|плюс|[Yy]üzde|asilimia|No\\.?|Nos\\.|Nr\\.?|n[°º]|№|§|#|¶)|零下|负|負|マイナス|第|百分之|ร้อยละ";
const OPENS = "(?:^|[\\s([\"'])";
const DASH = "[-–—~×÷/]";
const POINT = "[.,:'·•٫٬∶∕⁄/_^×÷~–—-]";
const ROUGH = "[多余餘]";
const OTHER_SCRIPTS = "[\\p{sc=Han}\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Thai}\\p{sc=Laoo}\\p{sc=Khmr}\\p{sc=Mymr}]";

const AMOUNT = `(?:${NUMBER}|(?<![\\p{L}\\p{M}])${MAGNITUDES}\\.?|${AFTER_ANY_WORD})`;
const NUMERIC = new RegExp(`[\\p{N}${HAN_NUMERAL}]|${MAGNITUDES}|${AFTER_ANY_WORD}`, "u");

type Rule = readonly [before: RegExp, after: RegExp];
const rule = (before: string, after: string): Rule => [
  new RegExp(`(?:${before})$`, "u"),
  new RegExp(`^(?:${after})`, "u"),
];

const EITHER: readonly Rule[] = [
  rule(CURRENCY_BEFORE, "[-–]?\\.?\\p{N}"),
  rule("\\p{N}", "(?:[%‰‱٪°º′″]|\\p{Sc})"),
  rule(`${AMOUNT}\\s?${DASH}`, "\\p{Sc}?\\p{N}"),
  rule(AMOUNT, `${DASH}\\s?\\p{Sc}?\\p{N}`),
  rule("[°º]", "[CFK](?!\\p{L})"),
  rule(PERIODS, "\\p{N}"),
  rule(WORDS_BEFORE, `[-–]?[\\p{N}${HAN_NUMERAL}]`),
  rule("(?<![\\p{L}\\p{N}.,])\\p{Nd}{1,2}\\.", `(?:\\p{Ll}|(?:${MONTHS})${ENDS_WORD})`),
];

/** Where nothing stands between. */
const TIGHT: readonly Rule[] = [
  ...EITHER,
  rule(`(?:^|[\\s(["'/])${SIGN}{1,3}`, "\\p{Sc}?\\.?\\p{N}"),
  rule(`${OPENS}[.,%٪]`, "\\p{N}"),
  rule("(?<![\\p{L}])\\p{L}{1,3}", "\\p{Sc}\\s?\\p{N}"),
  rule("%", "\\p{L}"),
  rule("[\\p{L}\\p{N}]", "\\+"),
  rule(`${OPENS}\\p{Lu}{1,3}`, "-(?![\\p{L}\\p{N}-])"),
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

/** Where white space stands between. */
const SPACED: readonly Rule[] = [
  ...EITHER,
  // thousands, a fraction after a whole number, a range
  rule("(?<![\\p{N}\\p{L}.,:/]|[\\p{L}\\p{N}]-)\\p{Nd}{1,3}(?: \\p{Nd}{3})*", "\\p{Nd}{3}(?!\\p{N})"),
  rule("\\p{N}", "[¼-¾⅐-⅞]|\\p{Nd}+[/⁄]\\p{Nd}"),
  rule(AMOUNT, `${RANGE}\\s\\p{Sc}?\\p{N}`),
  rule(`${AMOUNT}\\s${RANGE}`, "\\p{Sc}?\\p{N}"),
  rule("\\p{N}", "(?:and|et|e|y|и|und)\\s(?:an?\\s|une?\\s)?(?:half|quarter|third|demi\\p{L}*|media|meia|mezzo)"),
  // units
  rule(AMOUNT, `(?:${MAGNITUDES}|${PERCENTS}|${MONEY}|${MEASURES}|${TIMES})${ENDS_WORD}`),
  rule(AMOUNT, `(?:d'|de\\s|di\\s|of\\s)(?:${MONEY}|${MEASURES}|lei)${ENDS_WORD}`),
  rule(AMOUNT, "(?:พัน|หมื่น|แสน|ล้าน|บาท|ดอลลาร์|เปอร์เซ็นต์|เมตร|กิโล|คน|ปี|วัน|เดือน|ชั่วโมง|นาฬิกา)"),
  rule("\\p{N}\\s?(?:[hH]|Uhr)", "\\p{N}"),
  rule("[\\p{L}\\p{N}]", `${AFTER_ANY_WORD}${ENDS_WORD}`),
  rule(`${NUMBER}\\s(?:square|cubic|metric|nautical|percentage|basis)`, "\\p{L}"),
  rule(
    AMOUNT,
    "per\\s(?:mille|head|capita|hour|day|week|month|year|annum|second|minute|person|mile|kilo\\p{L}*|\\p{N})",
  ),
  rule("(?:\\p{N}|\\p{N}\\s?[ap]\\.?m\\.?)", `${ZONES}(?!\\p{L})`),
];

/** A choice of words; `*` stands for any ending. */
function words(list: string): string {
  return `(?:${list.split(" ").join("|").replaceAll("*", "\\p{L}*")})`;
}
