import { distance } from "#briefing";
import type { Option, Options, Spec } from "#chat";

/**
 * Turns what was typed after a command into its options: values at the end go to their options, the rest is the topic.
 */
export function toOptions(words: string, { options }: Spec): Options {
  const named: Record<string, string> = {};
  let rest = words.trim();
  for (const { name, ending } of options) {
    const found = ending?.exec(rest);
    const value = found?.slice(1).find((group) => group !== undefined);
    if (!found || value === undefined) continue;
    named[name] = value;
    rest = rest.slice(0, found.index).trim();
  }
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
  const free = options.find(({ kind, unlisted }) => kind !== "choice" && !unlisted);
  if (free && (free.kind === "topic" || free.long) && rest !== "") named[free.name] = rest;
  return named;
}

/**
 * Options that a command can rely on: known names only, of a choice only its own values (none if all are named, which
 * means the same), words well-formed and of bounded length.
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

/** The commands whose names resemble a typed one, nearest first. */
export function nearestSpecs(name: string, specs: readonly Spec[]): readonly Spec[] {
  const typed = name.toLowerCase();
  const words = typed.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const isPart = ({ name }: Spec) =>
    name.split("-").some((part) => words.some((word) => part.startsWith(word) || word.startsWith(part)));
  const slips = ({ name }: Spec) => distance(squeezed(typed.slice(0, MOST_IN_NAME)), squeezed(name));
  return specs
    .map((spec) => ({ spec, slips: slips(spec) }))
    .filter(({ spec, slips }) => isPart(spec) || slips <= spec.name.length / 4)
    .sort((a, b) => a.slips - b.slips)
    .map(({ spec }) => spec);
}

/** No command name is nearly as long. */
const MOST_IN_NAME = 40;

function squeezed(name: string): string {
  return name.replace(/[^a-z0-9]+/g, "");
}

/** Longer text names no topic; a platform may send thousands of characters. */
const MOST_TYPED = 200;
/** For multi-line text, whatever the form allows. */
const MOST_LONG = 1_000;

function lastChoice(words: string, { choices = [] }: Option): { value: string; rest: string } | undefined {
  const match = /(?:^|[\s,]+)([^\s,]+)[\s,]*$/.exec(words);
  const value = choices.find(({ value }) => value === match?.[1]?.toLowerCase())?.value;
  return match && value !== undefined ? { value, rest: words.slice(0, match.index).trim() } : undefined;
}
