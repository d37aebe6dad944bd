import { type Briefing, dateOf, type Library } from "#briefing";
import type { Action, Choice, Option, Place, Reply, UnderstoodAsk } from "#chat";
import { heardIn } from "./audience.ts";
import { distinctLabels } from "./distinct.ts";

export const topicOption: Option = {
  name: "topic",
  summary: "Which story: its name, or part of it",
  kind: "topic",
};

/** Discord and Slack both accept 25 choices at most. */
export const MOST_CHOICES = 25;

/** The briefing an ask is about, or the reply that helps the asker name one. */
export type Resolved = { readonly briefing: Briefing } | { readonly reply: Reply };

/**
 * Finds the topic: by id, alias or title, then by similarity. If only one topic is visible it need not be named; if
 * several match, offers a choice. What is outside the asker's audience takes no part in any of it.
 */
export function resolveTopic(ask: UnderstoodAsk, library: Library): Resolved {
  const words = ask.options.topic?.trim() ?? "";
  const admits = heardIn(ask.place);
  if (words === "") {
    const { briefings } = library.search("", admits, MOST_CHOICES);
    return pick(briefings, ask) ?? { reply: chooseAmong(briefings, ask, "Which story?") };
  }
  const named = library.named(words, admits);
  if (named) return { briefing: named };
  const { briefings, sure } = library.search(words, admits, MOST_CHOICES);
  if (sure && briefings.length === 1) return { briefing: briefings[0] as Briefing };
  if (briefings.length > 0) return { reply: chooseAmong(briefings, ask, `Several stories match “${words}”.`, sure) };
  const all = library.search("", admits, MOST_CHOICES).briefings;
  return { reply: noSuchTopic(all, ask, words) };
}

/**
 * Suggestions while somebody types a topic or opens a picker: at most `MOST_CHOICES`, best first, of what `place` may
 * hear.
 *
 * @example
 * suggestTopics("rail", place, library); // [{ value: "rail-strike", label: "Rail strike" }]
 */
export function suggestTopics(typed: string, place: Place, library: Library): Choice[] {
  const found = library.complete(typed, heardIn(place), MOST_CHOICES);
  const labels = topicLabels(found);
  return found.map(({ topic, title }, index) => ({ value: topic, label: labels[index] ?? title }));
}

/** Labels to choose stories by: the title, and for equal titles the date or id as well. */
export function topicLabels(briefings: readonly Briefing[]): string[] {
  const named = briefings.map((briefing) => {
    const date = dateOf(briefing);
    return { name: briefing.title, facets: [date === undefined ? "undated" : `as of ${date}`, briefing.topic] };
  });
  return distinctLabels(named);
}

function pick(briefings: readonly Briefing[], ask: UnderstoodAsk): Resolved | undefined {
  const [only, ...more] = briefings;
  if (!only) return { reply: nothingYet(ask) };
  return more.length === 0 ? { briefing: only } : undefined;
}

function chooseAmong(briefings: readonly Briefing[], ask: UnderstoodAsk, question: string, sure = true): Reply {
  const text = sure ? question : `No story is called “${ask.options.topic ?? ""}”. Did you mean one of these?`;
  const more = `Showing the first ${MOST_CHOICES}. Type part of a name to find another.`;
  return {
    outcome: "choose",
    title: "Choose a story",
    blocks: [{ kind: "notice", tone: "info", text: briefings.length < MOST_CHOICES ? text : `${text} ${more}` }],
    notes: [],
    actions: actionsFor(briefings, ask),
    form: {
      title: "Choose a story",
      fields: [topicOption],
      values: {},
      submit: { label: "Show", ask: { command: ask.command, options: others(ask) }, shown: "reply" },
    },
  };
}

function noSuchTopic(briefings: readonly Briefing[], ask: UnderstoodAsk, words: string): Reply {
  if (briefings.length === 0) return nothingYet(ask);
  const text = `No story is called “${words}”. You can ask about:`;
  const items = briefings.map(({ title, topic }) => ({ label: title, detail: topic }));
  return {
    outcome: "none",
    title: "No such story",
    blocks: [
      { kind: "notice", tone: "info", text },
      { kind: "list", items },
    ],
    notes: [],
    actions: actionsFor(briefings, ask),
  };
}

function nothingYet({ options }: UnderstoodAsk): Reply {
  const text = "There are no briefings here yet. Whoever runs this bot adds them as files in the content folder.";
  const about = options.topic ? `No story is called “${options.topic}”. ` : "";
  return {
    outcome: "none",
    title: "No briefings yet",
    blocks: [{ kind: "notice", tone: "info", text: about + text }],
    notes: [],
    actions: [],
  };
}

function actionsFor(briefings: readonly Briefing[], ask: UnderstoodAsk): Action[] {
  const labels = topicLabels(briefings);
  return briefings.map(({ topic, title }, index) => {
    const options = { ...others(ask), topic };
    return { label: labels[index] ?? title, ask: { command: ask.command, options }, shown: "reply" };
  });
}

function others({ options: { topic: _, ...rest } }: UnderstoodAsk): Record<string, string> {
  return rest;
}
