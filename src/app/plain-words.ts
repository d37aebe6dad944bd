import type { Option, Options, Spec } from "#chat";

/** What plain words ask for: a command, where they name one, and what is left to be its topic. */
export type Understood = { readonly spec?: Spec; readonly words: string };

/**
 * Finds the command that plain words mean by the longest phrase of a command that stands in them. What is left without
 * the words that any question may have is the topic.
 */
export function understand(words: string, specs: readonly Spec[]): Understood {
  const asked = normal(words.slice(0, MOST_PLAIN_WORDS));
  let best: { spec: Spec; phrase: string } | undefined;
  for (const spec of specs) {
    for (const says of spec.says) {
      const phrase = normal(says);
      if (` ${asked} `.includes(` ${phrase} `) && phrase.length > (best?.phrase.length ?? 0)) best = { spec, phrase };
    }
  }
  const phrases = best ? [best.phrase, ...best.spec.says.map(normal)] : [];
  const left = phrases.reduce((words, phrase) => words.replace(` ${phrase} `, " "), ` ${asked} `);
  const topic = left.split(" ").filter((word) => word !== "" && !QUESTION_WORDS.has(word));
  return { ...(best && { spec: best.spec }), words: topic.join(" ") };
}

/** Turns what was typed after a command into its options: values of a choice at the end are that option's, the rest is the topic. */
export function toOptions(words: string, { options }: Spec): Options {
  const named: Record<string, string> = {};
  let rest = words.trim();
  for (const option of options) {
    if (option.kind !== "choice") continue;
    const taken: string[] = [];
    for (
      let next = lastChoice(rest, option);
      next && (option.many || taken.length === 0);
      next = lastChoice(rest, option)
    ) {
      taken.unshift(next.value);
      rest = next.rest.replace(/(?:^|\s)(?:and|&)$/i, "");
    }
    if (taken.length > 0) named[option.name] = taken.join(".");
  }
  const topic = options.find(({ kind }) => kind === "topic");
  if (topic && rest !== "") named[topic.name] = rest;
  return named;
}

/**
 * Options as a command may rely on them: known names only, of a choice only its own values (none where all are named,
 * which means the same), words well-formed and of bounded length.
 */
export function cleanOptions(options: Options, spec: Spec): Options {
  const clean: Record<string, string> = {};
  for (const option of spec.options) {
    const given = Object.hasOwn(options, option.name) ? options[option.name] : undefined;
    if (typeof given !== "string") continue;
    const value =
      option.kind !== "choice"
        ? given
            .slice(0, option.long ? MOST_LONG : MOST_TYPED)
            .toWellFormed()
            .trim()
        : choicesIn(given, option);
    if (value !== "") clean[option.name] = value;
  }
  return clean;
}

function choicesIn(given: string, { choices = [], many }: Option): string {
  const named = new Set(given.toLowerCase().split(/[\s,.]+/));
  const values = choices.map(({ value }) => value).filter((value) => named.has(value));
  return many && values.length === choices.length ? "" : values.slice(0, many ? undefined : 1).join(".");
}

/** The name of the command that was typed, where it comes near one. */
export function nearestSpecs(name: string, specs: readonly Spec[]): readonly Spec[] {
  const typed = new Set(
    name
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter(Boolean),
  );
  return specs.filter((spec) =>
    spec.name
      .split("-")
      .some((part) => [...typed].some((word) => word.length > 2 && (part.startsWith(word) || word.startsWith(part)))),
  );
}

/** Longer questions are stories themselves. */
const MOST_PLAIN_WORDS = 500;

/** Words of questions that name no topic; apostrophes are gone from them. */
const QUESTION_WORDS: ReadonlySet<string> = new Set(
  (
    "a about again all also am an and any anything are around as at be been being but by can could day did do does doing for " +
    "from get give go going got guys had has have hello here hey hi how i if in into is it its just kindly know let lets " +
    "look mean me more most much my need now of off ok okay on one or our out over please quick quickly read really " +
    "regarding right say see should show so some someone something still story tell than thank thanks that the their them " +
    "then there these they thing things think this those to today tomorrow up us was we week well were what whats when " +
    "where which who whole whos why will with would yesterday yet you your"
  ).split(" "),
);

/** Longer words name no topic; a platform may send thousands. */
const MOST_TYPED = 200;
/** Of a text of several lines, whatever a form lets through. */
const MOST_LONG = 1_000;

function lastChoice(words: string, { choices = [] }: Option): { value: string; rest: string } | undefined {
  const match = /(?:^|[\s,]+)([^\s,]+)[\s,]*$/.exec(words);
  const value = choices.find(({ value }) => value === match?.[1]?.toLowerCase())?.value;
  return match && value !== undefined ? { value, rest: words.slice(0, match.index).trim() } : undefined;
}

/** Small letters, no apostrophes ("what's" as "whats"), no other punctuation than hyphens. */
function normal(words: string): string {
  return words
    .normalize("NFC")
    .toLowerCase()
    .replace(/['’‘ʼ`´]/g, "")
    .replace(/[^\p{L}\p{N}\p{M}-]+/gu, " ")
    .trim();
}
