import { shorten } from "#chat";
/** Something to choose, with facts that distinguish it from others of its name, the most useful first. */
export type Named = {
  readonly name: string;
  readonly facets: readonly string[];
  /** Always added after the name. */
  readonly always?: string;
};

/**
 * Slack's buttons hold the fewest characters: https://docs.slack.dev/reference/block-kit/block-elements/button-element
 */
const MOST = 75;
const BETWEEN = " · ";

/**
 * A label for each, all different even when shortened: the name alone if it is unique, else with as many facts as it
 * takes; if those don't suffice, with its number in the list. `most`: the longest label, in UTF-16 units.
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

/** What to add to each name: the fewest facts that distinguish those with the same name. */
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

/** If space is short, the name is shortened before the facts. */
function labelOf(name: string, suffix: string, most: number): string {
  if (suffix === "") return shorten(name, most);
  const said = shorten(suffix, most - LEAST_OF_NAME - BETWEEN.length);
  return `${shorten(name, most - said.length - BETWEEN.length)}${BETWEEN}${said}`;
}

const LEAST_OF_NAME = 12;

/** Equal for labels that a reader would take for the same. */
function keyOf(label: string): string {
  return label.normalize("NFKC").replace(/\s+/g, " ").trim().toLowerCase();
}
