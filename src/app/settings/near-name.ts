/** Shorter names resemble anything. */
const LEAST_LETTERS = 7;
/** How similar two names are, from 0 to 1, before one is taken for a typo of the other. */
const NEAR = 0.75;
/** Names that end in the same word are for the same kind of thing. */
const SAME_END = 0.2;

/** What other bots and their guides call these settings. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  BASE_URL: "PUBLIC_URL",
  DB_URL: "DATABASE_URL",
  POSTGRES_URL: "DATABASE_URL",
  DISCORD_CLIENT_ID: "DISCORD_APPLICATION_ID",
  SLACK_API_TOKEN: "SLACK_BOT_TOKEN",
  SLACK_OAUTH_TOKEN: "SLACK_BOT_TOKEN",
};

/** Which of `names` was likely meant: in another case, misspelled, or with a word too many or too few. */
export function nearestName(name: string, names: readonly string[]): string | undefined {
  const known = Object.hasOwn(ELSEWHERE, name.toUpperCase()) ? ELSEWHERE[name.toUpperCase()] : undefined;
  if (known !== undefined && names.includes(known)) return known;
  const pairs = pairsIn(name);
  let best: { name: string; share: number } | undefined;
  for (const other of names) {
    const exact = name.toUpperCase() === other;
    if (!exact && Math.min(name.length, other.length) < LEAST_LETTERS) continue;
    const share = exact ? 2 : shared(pairs, pairsIn(other)) + (lastWord(name) === lastWord(other) ? SAME_END : 0);
    if (share >= NEAR && share > (best?.share ?? 0)) best = { name: other, share };
  }
  return best?.name;
}

function lastWord(name: string): string | undefined {
  return name.toUpperCase().split("_").at(-1);
}

/** The pairs of adjacent letters, ignoring what separates words. */
function pairsIn(name: string): readonly string[] {
  const letters = name.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, at) => letters.slice(at, at + 2));
}

function shared(one: readonly string[], other: readonly string[]): number {
  const left = [...other];
  let same = 0;
  for (const pair of one) {
    const at = left.indexOf(pair);
    if (at === -1) continue;
    left.splice(at, 1);
    same += 1;
  }
  return one.length + other.length === 0 ? 0 : (2 * same) / (one.length + other.length);
}
