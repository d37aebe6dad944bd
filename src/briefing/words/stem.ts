/**
 * A word in small letters without its ending: "disclosures", "disclosed" and "disclosing" are one. Light on purpose: what
 * means something else ("policy", "police") stays apart.
 */
export function stem(lower: string): string {
  const word = lower.replace(/'s$|s'$|'$/, (end) => (end === "s'" ? "s" : ""));
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  return withoutE(withoutPast(withoutPlural(word)));
}

function withoutPlural(word: string): string {
  if (/(?:ss|us|is|ous)$/.test(word) || !word.endsWith("s")) return word;
  if (/(?:sses|shes|ches|xes|zes|oes)$/.test(word)) return word.slice(0, -2);
  if (/[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  return word.slice(0, -1);
}

function withoutPast(word: string): string {
  if (/[^aeiou]ied$/.test(word)) return `${word.slice(0, -3)}y`;
  const base = word.replace(/(?:ed|ing|ingly|edly)$/, "");
  if (base !== word && base.length >= 2 && /[aeiouy]/.test(base)) return undoubled(base);
  if (/(?:ment|ly|ness)$/.test(word) && word.length > 6) return word.replace(/(?:ment|ly|ness)$/, "");
  return word;
}

function undoubled(base: string): string {
  return /([bdfgmnprt])\1$/.test(base) && base.length > 3 ? base.slice(0, -1) : base;
}

/** "share" and "sharing", "disclose" and "disclosed" meet without it. */
function withoutE(word: string): string {
  const short = word.length > 3 && word.endsWith("e") ? word.slice(0, -1) : word;
  return short.length > 3 && short.endsWith("i") ? `${short.slice(0, -1)}y` : short;
}

/** Forms of English verbs and nouns that follow no rule, each list led by its base. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  (
    "be am is are was were been being's|have has had|do does did done|go went gone goes|say said says|make made|take took taken|get got gotten|give gave given|" +
    "come came|see saw seen|know knew known|think thought|find found|tell told|become became|leave left|feel felt|bring brought|" +
    "begin began begun|keep kept|hold held|write wrote written|stand stood|hear heard|mean meant|meet met|pay paid|run ran|" +
    "sit sat|speak spoke spoken|lie lay lain|lead led|grow grew grown|lose lost|fall fell fallen|send sent|build built|" +
    "understand understood|draw drew drawn|break broke broken|spend spent|rise rose risen|drive drove driven|buy bought|wear wore worn|choose chose chosen|" +
    "seek sought|throw threw thrown|catch caught|deal dealt|win won|forget forgot forgotten|sell sold|fight fought|teach taught|eat ate eaten|" +
    "sing sang sung|strike struck|fly flew flown|shake shook shaken|swear swore sworn|steal stole stolen|hide hid hidden|ride rode ridden|" +
    "withdraw withdrew withdrawn|withhold withheld|withstand withstood|uphold upheld|overcome overcame|overtake overtook overtaken|" +
    "overthrow overthrew overthrown|overrun overran|oversee oversaw overseen|undergo underwent undergone|undertake undertook undertaken|" +
    "undo undid undone|rebuild rebuilt|repay repaid|retake retook retaken|mislead misled|misunderstand misunderstood|mistake mistook mistaken|" +
    "foresee foresaw foreseen|forgive forgave forgiven|forbid forbade forbidden|freeze froze frozen|shrink shrank shrunk|sink sank sunk|" +
    "flee fled|arise arose arisen|tear tore torn|sweep swept|swing swung|stick stuck|cling clung|" +
    "shoot shot|bind bound|man men|woman women|child children|person people|foot feet|tooth teeth|life lives|wife wives|half halves|self selves|leaf leaves|" +
    "january jan|february feb|august aug|september sept sep|october oct|november nov|december dec"
  )
    .split("|")
    .flatMap((list) => {
      const [base = "", ...forms] = list.split(" ");
      const root = base.length < 4 ? base : withoutE(base);
      return [base, ...forms].map((form) => [form, root] as const);
    }),
);
