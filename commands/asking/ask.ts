import type { FoundAnswer } from "#ask";
import type { Briefing, PartsOf, Statement } from "#briefing";
import { type Action, fitsToken, isBlank, type Reply, type UnderstoodAsk } from "#chat";
import { frameOf, notice } from "../parts/answer.ts";
import { SURE, sayHits, statementOf } from "../parts/asking/found.ts";
import { heardIn, partsReadIn } from "../parts/audience.ts";
import { openNumbering } from "../parts/cited.ts";
import type { Command, Tools } from "../parts/command.ts";
import { reportButton } from "../parts/reporting.ts";
import { QUESTIONS } from "../parts/sections.ts";

export const ask: Command = {
  name: "ask",
  summary: "Ask the sources in your own words; get a quoted answer, or hear that there is none",
  hint: "[question]",
  seenBy: "asker",
  says: [],
  options: [
    { name: "question", summary: "What you want to know", kind: "text", long: true },
    { name: "topic", summary: "The story it is about", kind: "topic", unlisted: true },
  ],
  run(asked, tools) {
    const { question = "", topic } = asked.options;
    if (isBlank(question)) return askWhat();
    const admits = heardIn(asked.place);
    const partsOf = partsReadIn(asked.place, tools.library);
    const story = topic === undefined ? undefined : tools.library.named(topic, admits);
    const found = tools.answers.find(question, tools.library, admits, { topic: story?.topic, partsOf });
    const shown = found.hits.flatMap((hit) => {
      const statement = statementOf(hit);
      return statement ? [{ briefing: hit.briefing, statement }] : [];
    });
    const [first] = shown;
    if (first && found.sure >= SURE) return answered(shown, first.briefing, asked, tools, partsOf);
    tools.missed?.({ question, place: asked.place, by: asked.by, ...(first && { topic: first.briefing.topic }) });
    return asked.aloud ? notFoundInPublic(found, first?.briefing) : notFound(found, first, tools, partsOf);
  },
};

function askWhat(): Reply {
  const text = "Type your question after the command, as in: when are the hearings?";
  return { outcome: "none", title: "Ask a question", blocks: [notice(text)], notes: [], actions: [STORIES] };
}

const STORIES: Action = { label: "Stories", ask: { command: "topics", options: {} }, shown: "reply" };

type Shown = { readonly briefing: Briefing; readonly statement: Statement };

function answered(
  shown: readonly Shown[],
  story: Briefing,
  { options }: UnderstoodAsk,
  tools: Tools,
  partsOf: PartsOf | undefined,
): Reply {
  const stories = [...new Set(shown.map(({ briefing }) => briefing))];
  const numbering = openNumbering(stories, tools.publicUrl, undefined, partsOf);
  const blocks = sayHits(shown, numbering);
  // The answer keeps the story, so that follow-up questions in the conversation are about it.
  const answers = { command: "ask", options: stories.length === 1 ? { ...options, topic: story.topic } : options };
  const edition = stories.map(({ topic, version }) => `${topic}@${version.slice(0, 16)}`).join(" ");
  const said = shown.map(({ statement }) => statement.citations[0].spans[0].start).join("+");
  return {
    outcome: "answered",
    ...(stories.length === 1 ? frameOf(story) : { title: "Found in several stories" }),
    answers,
    edition: `${edition}:ask:${said}`,
    blocks,
    notes: numbering.notes(),
    actions: [
      ...storyActions(story),
      ...(fitsToken(answers) ? [{ label: "Share", ask: answers, shown: "channel" } as const] : []),
      ...reportButton(tools, story, []),
    ],
  };
}

/** The three questions about the story that an answer belongs to, as buttons. */
function storyActions({ topic }: Briefing): Action[] {
  return QUESTIONS.map(({ command, label }) => ({ label, ask: { command, options: { topic } }, shown: "reply" }));
}

const NOT_FOUND = "I found no sentence that answers this.";

/** To the asker only: the nearest sentence, marked as not an answer. */
function notFound(found: FoundAnswer, nearest: Shown | undefined, tools: Tools, partsOf: PartsOf | undefined): Reply {
  const blocks = [notice(`${NOT_FOUND} ${whatWasSearched(found)}`)];
  if (!nearest) return { outcome: "none", title: "No answer found", blocks, notes: [], actions: [STORIES] };
  const numbering = openNumbering([nearest.briefing], tools.publicUrl, undefined, partsOf);
  const near = sayHits([nearest], numbering);
  return {
    outcome: "none",
    ...frameOf(nearest.briefing),
    title: "No answer found",
    blocks: [...blocks, notice("Not an answer, but the nearest sentence:"), ...near],
    notes: numbering.notes(),
    actions: [...storyActions(nearest.briefing), STORIES],
  };
}

/** To everybody: nothing that could be taken for an answer, only a button to the nearest story. */
function notFoundInPublic(found: FoundAnswer, nearest: Briefing | undefined): Reply {
  const link: Action[] = nearest
    ? [{ label: nearest.title, ask: { command: "whats-happening", options: { topic: nearest.topic } }, shown: "reply" }]
    : [];
  const text = [NOT_FOUND, whatWasSearched(found), ...(nearest ? [`The nearest story is “${nearest.title}”.`] : [])];
  return { outcome: "none", title: "No answer found", blocks: [notice(text.join(" "))], notes: [], actions: link };
}

function whatWasSearched({ searched: { stories, sources, newest } }: FoundAnswer): string {
  if (stories === 0) return "There are no briefings here yet.";
  const one = (count: number, name: string, many: string) => (count === 1 ? `1 ${name}` : `${count} ${many}`);
  const dated = newest === undefined ? "" : `, the newest of ${newest}`;
  return `Searched: ${one(stories, "story", "stories")} and ${one(sources, "source", "sources")}${dated}.`;
}
