import { areOpposite, oppositesOf, stem } from "#briefing";

/** Whether two words, by their stems, say opposite things: by the tables of words, or because they point to different sides. */
export function areOpposed(one: string, other: string): boolean {
  return areOpposite(one, other) || (BY_SIDE.get(one)?.has(other) ?? false);
}

/** What a word, by its stem, may stand in the place of and say the opposite. */
export function opposedTo(one: string): readonly string[] {
  const known = lists.get(one);
  if (known) return known;
  const made = [...new Set([...oppositesOf(one), ...(BY_SIDE.get(one) ?? []), ...negatedForms(one)])];
  if (lists.size >= MOST_KEPT) lists.clear();
  lists.set(one, made);
  return made;
}

const MOST_KEPT = 20_000;
const lists = new Map<string, readonly string[]>();

/** "known" and "unknown", "hopeful" and "hopeless" */
function negatedForms(one: string): string[] {
  if (!/^[a-z]{4,}$/.test(one)) return [];
  const [, base] = /^(?:un|in|im|il|ir|non|dis)([a-z]{4,})$/.exec(one) ?? [];
  const [, root, ending] = /^([a-z]{3,})(ful|less)$/.exec(one) ?? [];
  return [
    ...["un", "in", "im", "il", "ir", "non", "dis"].map((prefix) => prefix + one),
    ...(base === undefined ? [] : [base]),
    ...(root === undefined ? [] : [root + (ending === "ful" ? "less" : "ful")]),
  ];
}

/** Sides of one matter: a word of one says the opposite of every word of the others. */
const SIDES: readonly (readonly string[])[] = [
  [
    "increase rise grow growth climb gain jump surge soar spike expand expansion accelerate double triple upward escalate heighten hike lift raise",
    "decrease decline fall drop reduce reduction shrink slump plunge plummet tumble diminish lessen dip slide contract dwindle halve downward",
    "unchanged flat stagnant constant",
  ],
  ["increase raise boost strengthen expand", "decrease lower reduce cut weaken shrink"],
  ["higher high above exceed up", "lower low below down"],
  ["improve enhance boost strengthen", "worsen deteriorate weaken impair harm hurt hinder undermine degrade damage"],
  [
    "good great excellent strong favorable positive impressive outstanding remarkable successful",
    "bad poor terrible weak unfavorable negative disappointing mediocre unsuccessful awful horrible",
  ],
  [
    "enable allow help support facilitate encourage promote assist",
    "prevent hinder block impede oppose discourage ban prohibit obstruct forbid thwart",
  ],
  [
    "accept approve agree endorse support back welcome adopt embrace uphold ratify",
    "reject refuse oppose dismiss disapprove disagree veto deny decline overturn",
  ],
  ["confirm admit acknowledge affirm", "deny refute dispute"],
  [
    "begin start open launch commence initiate resume",
    "end stop close finish cease halt conclude shut cancel terminate suspend abandon",
  ],
  ["earn gain profit win earning", "lose loss"],
  ["win victory triumph succeed success", "lose defeat fail failure"],
  [
    "build create construct establish found develop form prepare repair restore",
    "destroy demolish dismantle abandon wreck ruin dissolve abolish",
  ],
  ["keep retain maintain preserve hold", "remove drop discard abandon scrap delete sell"],
  ["add insert", "remove omit delete subtract eliminate"],
  ["include", "exclude omit"],
  [
    "love like enjoy adore admire praise appreciate",
    "hate dislike despise detest loathe criticize condemn denounce resent",
  ],
  [
    "happy glad excited pleased delighted satisfied thrilled proud",
    "sad upset disappointed unhappy dissatisfied displeased angry ashamed bored annoyed",
  ],
  ["interested eager willing enthusiastic", "uninterested disinterested reluctant unwilling indifferent"],
  ["easy simple straightforward basic", "difficult hard complex complicated challenging tough"],
  ["fast quick rapid swift", "slow gradual sluggish"],
  ["efficient effective", "inefficient ineffective wasteful"],
  [
    "large big huge major significant great substantial considerable massive enormous vast large-scale",
    "small little tiny minor slight negligible insignificant minimal modest minuscule",
  ],
  ["new novel recent modern", "old existing traditional conventional ancient outdated"],
  [
    "same identical similar uniform alike equal homogeneous",
    "different diverse varied various distinct heterogeneous unequal",
  ],
  ["always constantly frequently often usually commonly", "never rarely seldom occasionally infrequently"],
  ["always never", "sometimes often occasionally rarely usually"],
  ["friend ally partner supporter", "enemy foe rival opponent adversary"],
  ["correct right accurate true", "incorrect wrong inaccurate false mistaken erroneous"],
  ["safe secure harmless", "dangerous unsafe risky hazardous harmful vulnerable insecure"],
  ["protect defend rescue save", "attack harm endanger abandon threaten"],
  ["arrive come enter join return reach", "leave depart exit quit"],
  ["accelerate hasten advance speed expedite", "delay slow postpone hinder stall"],
  ["remember recall", "forget neglect overlook"],
  ["wealthy rich affluent", "poor impoverished"],
  ["cheap inexpensive affordable", "expensive costly"],
  ["cost expense spending", "saving revenue"],
  ["common widespread frequent typical", "rare uncommon unusual scarce infrequent"],
  ["abundant ample plentiful sufficient enough", "scarce limited insufficient lacking"],
  ["optimistic confident hopeful", "pessimistic doubtful skeptical"],
  ["healthy well", "sick ill unhealthy"],
  ["alive living", "dead deceased"],
  ["input", "output"],
  ["train", "test"],
  ["employ hire recruit appoint", "fire dismiss sack lay-off resign"],
  ["attack advance invade", "retreat withdraw defend"],
  ["unite merge combine join unify", "divide split separate part"],
  ["legal lawful legitimate", "illegal unlawful illicit"],
  ["ease relax loosen lift", "tighten impose toughen"],
  ["guilty convict", "innocent acquit exonerate"],
  ["teacher", "student pupil"],
  ["employer", "employee worker"],
  ["buyer customer", "seller vendor"],
  ["before prior earlier", "after following later during"],
  ["first initial", "last final"],
  ["previous last past", "next following future upcoming"],
  ["inside within indoors", "outside beyond outdoors"],
  ["approximately about roughly nearly almost around", "exactly precisely"],
  ["partly partially", "fully completely entirely wholly"],
  ["temporary temporarily", "permanent permanently"],
  ["northern north", "southern south"],
  ["eastern east", "western west"],
  ["early", "late"],
  ["short brief", "long lengthy extended"],
  ["stressful tense nervous anxious", "relaxing calm relaxed peaceful"],
  ["open", "shut close sealed"],
  ["public", "private secret confidential"],
  ["voluntary optional", "mandatory compulsory obligatory required"],
  ["demand", "supply"],
  ["lend", "borrow"],
  ["import", "export"],
  ["ascend rise", "descend sink"],
  ["appear emerge", "disappear vanish"],
  ["exceed surpass outperform beat", "miss lag trail underperform"],
  ["trust believe", "distrust doubt disbelieve"],
  ["attract", "repel"],
  ["deep", "shallow"],
  ["wide broad", "narrow"],
  ["unique", "common ordinary various"],
  ["supervised", "unsupervised"],
  ["local domestic national", "foreign international global overseas"],
  ["individual", "collective joint"],
  ["central", "peripheral marginal"],
  ["maximum maximize", "minimum minimize"],
  ["known familiar", "unknown unfamiliar"],
];

/** Words of the same side: they may stand for each other. */
export function besides(one: string): readonly string[] {
  return [...(SAME_SIDE.get(one) ?? [])];
}

const SAME_SIDE: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const found = new Map<string, Set<string>>();
  for (const side of SIDES.flat()) {
    const stems = side.split(" ").map(stem);
    for (const one of stems)
      found.set(one, new Set([...(found.get(one) ?? []), ...stems.filter((other) => other !== one)]));
  }
  return found;
})();

const BY_SIDE: ReadonlyMap<string, ReadonlySet<string>> = (() => {
  const found = new Map<string, Set<string>>();
  for (const sides of SIDES) {
    const stems = sides.map((side) => side.split(" ").map(stem));
    stems.forEach((own, at) => {
      const others = stems.flatMap((side, place) => (place === at ? [] : side));
      for (const one of own) {
        const known = found.get(one) ?? new Set();
        for (const other of others) if (other !== one) known.add(other);
        found.set(one, known);
      }
    });
  }
  return found;
})();
