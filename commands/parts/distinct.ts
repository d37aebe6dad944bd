import { shorten } from "#chat";
/** Something to choose, and what can be said to tell it from others of its name, the most telling first. */
export type Named = {
  readonly name: string;
  readonly facets: readonly string[];
  /** Said in any case, after the name. */
  readonly always?: string;
};

/** Slack's buttons hold the least of all: https://docs.slack.dev/reference/block-kit/block-elements/button-element */
const MOST = 75;
const BETWEEN = " · ";

/**
 * A label for each, no two of them alike however they are cut: the name alone where nothing else has it, with as much
 * more as tells it apart, and with its place in the list where nothing else does.
 */
export function distinctLabels(all: readonly Named[], most = MOST): string[] {
  const suffixes = suffixesOf(all);
  const labels = all.map(({ name, always }, index) => {
    return labelOf(name, [always ?? "", ...(suffixes[index] ?? [])].filter(Boolean).join(BETWEEN), most);
  });
  const keys = labels.map(keyOf);
  const isAlone = (label: string) => keys.indexOf(keyOf(label)) === keys.lastIndexOf(keyOf(label));
  const taken = new Set(keys.filter((key) => isAlone(key)));
  return labels.map((label, index) => {
    let told = label;
    if (isAlone(label)) return told;
    for (let number = index + 1; told === label || taken.has(keyOf(told)); number += all.length)
      told = labelOf(label, `no. ${number}`, most);
    taken.add(keyOf(told));
    return told;
  });
}

/** What is said of each besides its name: the fewest facets that tell those of one name apart. */
function suffixesOf(all: readonly Named[]): readonly (readonly string[])[] {
  const suffixes: string[][] = all.map(() => []);
  const groups = new Map<string, number[]>();
  for (const [index, { name, always = "" }] of all.entries()) {
    const key = keyOf(`${name}${BETWEEN}${always}`);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  for (const group of groups.values()) {
    const kinds = () => new Set(group.map((index) => keyOf((suffixes[index] ?? []).join(BETWEEN)))).size;
    const facets = Math.max(0, ...group.map((index) => all[index]?.facets.length ?? 0));
    for (let facet = 0; facet < facets && kinds() < group.length; facet++) {
      const before = kinds();
      for (const index of group) suffixes[index]?.push(all[index]?.facets[facet] ?? "");
      if (kinds() === before) for (const index of group) suffixes[index]?.pop();
    }
  }
  return suffixes.map((said) => said.filter(Boolean));
}

/** The name gives way to what tells it apart. */
function labelOf(name: string, suffix: string, most: number): string {
  if (suffix === "") return shorten(name, most);
  const said = shorten(suffix, most - LEAST_OF_NAME - BETWEEN.length);
  return `${shorten(name, most - said.length - BETWEEN.length)}${BETWEEN}${said}`;
}

const LEAST_OF_NAME = 12;

/** Labels that a reader would take for the same. */
function keyOf(label: string): string {
  return label.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}
