import { randomUUID } from "node:crypto";
import type { Bot, Choice, Place, Spec } from "#chat";

/** A suggestion for what to type. `text`: the whole field once accepted; `done`: a complete ask. */
export type Suggestion = {
  readonly text: string;
  readonly label: string;
  readonly detail: string;
  readonly done: boolean;
};

const MOST = 12;

/** Suggestions for what is typed so far: commands with their hints, then topics, then the parts a command can name. */
export function suggestFor(text: string, place: Place, bot: Bot): readonly Suggestion[] {
  const [, name, words] = /^\s*\/(\S*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  const offered = (spec: Spec, option: string, typed: string): readonly Choice[] =>
    bot.suggest(
      { id: randomUUID(), command: spec.name, place, by: { id: "playground" }, options: { [option]: typed } },
      option,
    );

  if (name !== undefined && words === undefined) return bot.specs.filter(startsWith(name)).map(commandSuggestion);
  if (name !== undefined) {
    const spec = bot.specs.find((spec) => spec.name === name.toLowerCase());
    return spec ? optionsAfter(spec, words ?? "", offered).slice(0, MOST) : [];
  }
  const typed = text.trim();
  if (typed === "") return bot.specs.map(commandSuggestion);
  const [first] = bot.specs.filter(({ options }) => options.some(({ kind }) => kind === "topic"));
  const topics = first ? topicSuggestions(first, typed, offered) : [];
  return [...bot.specs.filter(startsWith(typed)).map(commandSuggestion), ...topics].slice(0, MOST);
}

type Offered = (spec: Spec, option: string, typed: string) => readonly Choice[];

function startsWith(typed: string): (spec: Spec) => boolean {
  const start = typed.toLowerCase();
  return ({ name }) => name.startsWith(start) || name.split("-").some((part) => part.startsWith(start));
}

function commandSuggestion({ name, hint, summary, options }: Spec): Suggestion {
  const more = options.length > 0;
  return { text: more ? `/${name} ` : `/${name}`, label: `/${name} ${hint}`.trim(), detail: summary, done: !more };
}

function topicSuggestions(spec: Spec, typed: string, offered: Offered): Suggestion[] {
  return spec.options
    .filter(({ kind }) => kind === "topic")
    .flatMap((option) => offered(spec, option.name, typed))
    .map(({ value, label }) => ({ text: `/${spec.name} ${value}`, label, detail: `/${spec.name}`, done: true }));
}

/** Topics for what was typed; after a topic, the sections that the last word may begin. */
function optionsAfter(spec: Spec, words: string, offered: Offered): Suggestion[] {
  const topics = topicSuggestions(spec, words, offered);
  const [, before = "", last = ""] = /^([\s\S]*\s)?(\S*)$/.exec(words) ?? [];
  if (before.trim() === "") return topics;
  const choices = spec.options
    .filter(({ kind, unlisted }) => kind === "choice" && !unlisted)
    .flatMap((option) => offered(spec, option.name, last))
    .filter(
      ({ value }) =>
        !before
          .toLowerCase()
          .split(/[\s,]+/)
          .includes(value),
    )
    .map(({ value, label }) => ({ text: `/${spec.name} ${before}${value}`, label, detail: value, done: true }));
  return [...choices, ...topics.filter(({ text }) => text !== `/${spec.name} ${before.trim()}`)];
}
