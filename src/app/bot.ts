import { createHash } from "node:crypto";
import pTimeout from "p-timeout";
import { type Answers, openAnswers } from "#ask";
import type { Briefing, Library } from "#briefing";
import {
  type Action,
  type Ask,
  type Bot,
  type Choice,
  type Conversation,
  fitsToken,
  type Options,
  type Place,
  pointsIn,
  type Reply,
  type Spec,
  type Stub,
  skip,
} from "#chat";
import { type Command, heardIn, type Missed, MOST_CHOICES, suggestTopics, type Tools, type Upkeep } from "#commands";
import type { Editions, Withdrawals } from "#editions";
import type { Schedule } from "#schedule";
import { DEFAULT_QUESTION, type Meant, meaningOf, PLAIN_WORDS, topicOnly } from "./understand/meaning.ts";
import { cleanOptions, nearestSpecs, toOptions } from "./understand/plain-words.ts";
import type { Known } from "./understand/score-match.ts";

export type BotOptions = {
  readonly commands: readonly Command[];
  /** Run only by buttons: not listed, and never reached by typing. */
  readonly unlisted?: readonly Command[];
  /** The current library. */
  readonly library: () => Library;
  readonly publicUrl?: string;
  /** Who answers for what is published. */
  readonly publisher?: string;
  readonly schedule?: Schedule;
  readonly editions?: Pick<Editions, "whatsChanged">;
  /** Finds answers to questions. Absent: a new one that follows the library. */
  readonly answers?: Answers;
  readonly upkeep?: Upkeep;
  readonly withdrawals?: Withdrawals;
  readonly mayWithdraw?: Tools["mayWithdraw"];
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Called when a command fails, with the reference that the asker was given. */
  readonly onFailure: (failure: { reference: string; ask: Ask; error: unknown }) => void;
  /** A command that takes longer is answered with an error. */
  readonly patienceMs?: number;
};

/** Suggestions from the database that take longer are left out, since somebody is typing. */
const SUGGEST_MS = 2_000;
/** Looking up what a conversation was about may take this long; then the answer goes on without it. */
const LOOK_BACK_MS = 2_500;

/**
 * Makes the bot, which hands asks to commands. Its `answer` never throws, never hangs and never returns nothing: what
 * fails goes to `onFailure`, and the asker gets an apology with a reference.
 *
 * @example
 * const bot = createBot({ commands, library: () => library, onFailure: ({ error }) => console.error(error) });
 * const reply = await bot.answer({ id: "1", command: "whats-next", words: "rail strike", place, by: { id: "U1" } });
 */
export function createBot(options: BotOptions): Bot {
  const {
    commands,
    unlisted = [],
    library,
    publicUrl,
    publisher,
    schedule,
    editions,
    upkeep,
    withdrawals,
    mayWithdraw,
    now,
    answers = openAnswers(),
    onFailure,
    patienceMs = 20_000,
  } = options;
  const specs: readonly Spec[] = commands.map(({ run: _, suggest: __, suggestStored: ___, ...spec }) =>
    Object.freeze(spec),
  );
  const byName = new Map([...commands, ...unlisted].map((command) => [command.name, command]));

  const missed = schedule?.questions && {
    missed({ question, topic, place, by }: Missed) {
      const person = `${place.platform} ${place.tenant} ${by.id}`;
      const counted = schedule.questions?.count({ question, person, ...(topic !== undefined && { topic }) });
      // An answer neither waits for the count nor fails with it.
      counted?.catch(() => {});
    },
  };
  const own = {
    ...(publicUrl !== undefined && { publicUrl }),
    ...(schedule && { schedule }),
    ...(editions && { editions }),
    ...(upkeep && { upkeep }),
    ...(withdrawals && { withdrawals }),
    ...(mayWithdraw && { mayWithdraw }),
    ...(now && { now }),
  };
  const toolsNow = (): Tools => ({
    get library() {
      return library();
    },
    ...{ specs, answers, ...own, ...missed },
  });
  const answer = async (ask: Ask, before: Conversation | undefined): Promise<Reply> => {
    const tools = toolsNow();
    const known = knownIn(ask, tools.library);
    const meant = await goingOn(await meaningOf(ask, specs, known), ask, before);
    if ("about" in meant) return notAsked(tools.library.named(meant.about, heardIn(ask.place)));
    const first = await run(ask, meant, tools, known);
    // If no sentence answers the question, the story itself still may.
    return meant.otherwise && first.outcome !== "answered" ? run(ask, meant.otherwise, tools, known) : first;
  };

  const run = async (ask: Ask, meant: Stub, tools: Tools, known: Known): Promise<Reply> => {
    const command = byName.get(meant.command);
    if (!command) return unknownCommand(ask, specs);
    const { words: _, ...asked } = ask;
    const options = topicOnly(cleanOptions(meant.options, command), command, known);
    const understood = { ...asked, command: command.name, options };
    const reply = await pTimeout(Promise.resolve(command.run(understood, tools)), { milliseconds: patienceMs });
    if (reply.blocks.length === 0) throw new Error(`/${command.name} returned no reply`);
    const from = firstPoint(meant.options, reply);
    const answered = reply.answers ?? { command: command.name, options: understood.options };
    const shown = { ...answered.options, ...(from > 0 && { from: String(from) }) };
    const publishedBy = reply.notes.length > 0 && publisher !== undefined && { publishedBy: publisher };
    return { ...skip(reply, from), ...publishedBy, answers: { ...answered, options: shown } };
  };

  /** In a conversation, a question without a story is about the last one. Commands are complete as typed. */
  const goingOn = async (meant: Meant, ask: Ask, before: Conversation | undefined): Promise<Meant> => {
    const spec = "about" in meant ? undefined : byName.get(meant.command);
    const isOpen = ask.command === PLAIN_WORDS && spec?.options.some(({ kind }) => kind === "topic");
    if (!before || "about" in meant || !isOpen || meant.otherwise || meant.options.topic !== undefined) return meant;
    const topic = await pTimeout(before.lastStory(), { milliseconds: LOOK_BACK_MS, fallback: () => undefined });
    return topic !== undefined && isThere(topic, ask.place)
      ? { ...meant, options: { ...meant.options, topic } }
      : meant;
  };
  const isThere = (topic: string, place: Place) =>
    library().briefings.some((briefing) => briefing.topic === topic && heardIn(place)(briefing));

  /** The asker gets an answer even if logging fails. */
  const tell: typeof onFailure = (failure) => {
    try {
      onFailure(failure);
    } catch {}
  };

  return {
    specs,
    async answer(ask, before) {
      try {
        return await answer(ask, before);
      } catch (error) {
        const reference = createHash("sha256").update(`${ask.place.platform} ${ask.id}`).digest("hex").slice(0, 8);
        tell({ reference, ask, error });
        return apology(ask, reference);
      }
    },
    hearsMentions: async (place) => schedule?.tenants.hearsMentions(place) ?? true,
    titleOf(topic, place) {
      const { library } = toolsNow();
      return library.briefings.find((briefing) => briefing.topic === topic && heardIn(place)(briefing))?.title;
    },
    suggest(ask, name) {
      try {
        return suggestFor(ask, name, byName.get(ask.command), toolsNow());
      } catch (error) {
        tell({ reference: "suggest", ask, error });
        return [];
      }
    },
    suggestStored(ask, name) {
      const command = byName.get(ask.command);
      const found = command?.suggestStored?.(name, ask.options?.[name] ?? "", ask, toolsNow());
      return (
        found &&
        pTimeout(Promise.resolve(found), { milliseconds: SUGGEST_MS }).catch((error: unknown) => {
          tell({ reference: "suggest", ask, error });
          return [];
        })
      );
    },
  };
}

/** Where a cut reply continues: the option that the button under it carries. */
function firstPoint({ from = "" }: Options, reply: Reply): number {
  return /^\d{1,4}$/.test(from) && Number(from) < pointsIn(reply) ? Number(from) : 0;
}

/** The names of the stories that the asker may see. */
function knownIn({ place }: Ask, library: Library): Known {
  const admits = heardIn(place);
  return {
    isName: (words) => library.named(words, admits) !== undefined,
    isNear(words) {
      const { briefings, sure } = library.search(words, admits, 1);
      return sure && briefings.length > 0;
    },
  };
}

function suggestFor(ask: Ask, name: string, command: Command | undefined, tools: Tools): readonly Choice[] {
  const option = command?.options.find((option) => option.name === name);
  const typed = ask.options?.[name] ?? ask.words ?? "";
  if (!option) return [];
  const own = command?.suggest?.(name, typed, ask, tools);
  if (own) return own;
  const starts = typed.trim().toLowerCase();
  const fixed = (option.choices ?? []).filter(
    ({ value, label }) => value.startsWith(starts) || label.toLowerCase().startsWith(starts),
  );
  const topics = option.kind === "topic" ? suggestTopics(typed, ask.place, tools.library) : [];
  return [...fixed, ...topics].slice(0, MOST_CHOICES);
}

/** A message that asks nothing gets an explanation of how to ask; if it mentions a story, for that story. */
function notAsked(about: Briefing | undefined): Reply {
  const action = (label: string, command: string, options: Options = {}): Action => {
    return { label, ask: { command, options }, shown: "reply" };
  };
  const text = "Name a story and ask what's happening, why it's important or what's next.";
  return {
    outcome: "none",
    isUnasked: true,
    title: "Ask about a story",
    blocks: [{ kind: "notice", tone: "info", text }],
    notes: [],
    actions: [
      ...(about ? [action(about.title, DEFAULT_QUESTION, { topic: about.topic })] : []),
      action("Stories", "topics"),
      action("Help", PLAIN_WORDS),
    ],
  };
}

function unknownCommand(ask: Ask, specs: readonly Spec[]): Reply {
  const near = nearestSpecs(ask.command, specs);
  return {
    outcome: "none",
    title: "Unknown command",
    blocks: [
      {
        kind: "notice",
        tone: "info",
        text: `Unknown command “${ask.command}”. ${near.length > 0 ? "Did you mean:" : "You can use:"}`,
      },
      { kind: "commands", specs: near.length > 0 ? near : specs },
    ],
    notes: [],
    actions: [
      ...near.map((spec) => callOf(spec, ask)).filter((action) => fitsToken(action.ask)),
      { label: "Help", ask: { command: PLAIN_WORDS, options: {} }, shown: "reply" },
    ],
  };
}

/** A button that repeats the ask with a command that may have been meant. */
function callOf(spec: Spec, { words = "", options }: Ask): Action {
  const asked = cleanOptions(options ?? toOptions(words, spec), spec);
  return { label: `/${spec.name}`, ask: { command: spec.name, options: asked }, shown: "reply" };
}

function apology(ask: Ask, reference: string): Reply {
  const text = `Sorry, this could not be answered. Please try again; if it fails again, tell whoever runs this bot the reference ${reference}.`;
  return {
    outcome: "trouble",
    title: "That did not work",
    blocks: [{ kind: "notice", tone: "trouble", text }],
    notes: [],
    actions: retry(ask),
  };
}

function retry(ask: Ask): Reply["actions"] {
  const again: Stub = { command: ask.command, options: ask.options ?? {} };
  return ask.options && fitsToken(again) ? [{ label: "Try again", ask: again, shown: "reply" }] : [];
}
