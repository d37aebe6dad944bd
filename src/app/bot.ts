import { createHash } from "node:crypto";
import type { Library } from "#briefing";
import {
  type Action,
  type Ask,
  type Bot,
  type Choice,
  fitsToken,
  type Options,
  pointsIn,
  type Reply,
  type Spec,
  type Stub,
  skip,
} from "#chat";
import { type Command, heardIn, MOST_CHOICES, suggestTopics, type Tools } from "#commands";
import type { Schedule } from "#schedule";
import { cleanOptions, nearestSpecs, toOptions, understand } from "./plain-words.ts";

export type BotOptions = {
  readonly commands: readonly Command[];
  /** Reached by buttons alone: nobody is told of them, and nothing that is typed means them. */
  readonly unlisted?: readonly Command[];
  /** The library of this moment. */
  readonly library: () => Library;
  readonly publicUrl?: string;
  readonly schedule?: Schedule;
  /** Told of a command that failed, with the reference that the asker was given. */
  readonly onFailure: (failure: { reference: string; ask: Ask; error: unknown }) => void;
  /** A command that takes longer is answered for. */
  readonly patienceMs?: number;
};

/** Where plain words go that name no command. */
const PLAIN_WORDS = "nutgraf";
const DEFAULT_QUESTION = "whats-happening";
/** What is stored is suggested while somebody types, or not at all. */
const SUGGEST_MS = 2_000;

/** Makes the bot: asks to commands. Its `answer` never throws, never hangs and never answers with nothing. */
export function createBot(options: BotOptions): Bot {
  const { commands, unlisted = [], library, publicUrl, schedule, onFailure, patienceMs = 20_000 } = options;
  const specs: readonly Spec[] = commands.map(({ run: _, suggest: __, suggestStored: ___, ...spec }) =>
    Object.freeze(spec),
  );
  const byName = new Map([...commands, ...unlisted].map((command) => [command.name, command]));

  const own = { ...(publicUrl !== undefined && { publicUrl }), ...(schedule && { schedule }) };
  const toolsNow = (): Tools => ({ library: library(), specs, ...own });
  const answer = async (ask: Ask): Promise<Reply> => {
    const meant = meaningOf(ask, specs);
    const command = meant && byName.get(meant.command);
    if (!meant || !command) return unknownCommand(ask, specs);
    const tools = toolsNow();
    const { words: _, ...asked } = ask;
    const understood = { ...asked, command: command.name, options: cleanOptions(meant.options, command) };
    const reply = await inTime(command.run(understood, tools), patienceMs);
    if (reply.blocks.length === 0) throw new Error(`/${command.name} answered with nothing`);
    const from = firstPoint(meant.options, reply);
    const answered = reply.answers ?? { command: command.name, options: understood.options };
    const options = { ...answered.options, ...(from > 0 && { from: String(from) }) };
    return { ...skip(reply, from), answers: { ...answered, options } };
  };

  /** The asker is answered even where nothing can be logged. */
  const tell: typeof onFailure = (failure) => {
    try {
      onFailure(failure);
    } catch {}
  };

  return {
    specs,
    async answer(ask) {
      try {
        return await answer(ask);
      } catch (error) {
        const reference = createHash("sha256").update(`${ask.place.platform} ${ask.id}`).digest("hex").slice(0, 8);
        tell({ reference, ask, error });
        return apology(ask, reference);
      }
    },
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
        inTime(found, SUGGEST_MS).catch((error: unknown) => {
          tell({ reference: "suggest", ask, error });
          return [];
        })
      );
    },
  };
}

/** Where a long reply goes on: the option that the button under a cut one carries. */
function firstPoint({ from = "" }: Options, reply: Reply): number {
  return /^\d{1,4}$/.test(from) && Number(from) < pointsIn(reply) ? Number(from) : 0;
}

/** The command that an ask means and its options: as given, or out of the words. */
function meaningOf(ask: Ask, specs: readonly Spec[]): Stub | undefined {
  const question = ask.command === PLAIN_WORDS ? ask.options?.question : undefined;
  if (ask.options !== undefined && !question) return { command: ask.command, options: ask.options };
  const typedWords = question ?? ask.words ?? "";
  if (ask.command === PLAIN_WORDS && typedWords.trim() !== "") {
    const { spec: meant, words } = understand(typedWords, specs);
    const takesTopic = meant?.options.some(({ kind }) => kind === "topic");
    // A topic beside words like "help" or "what do you know": the story is what is asked for.
    const spec = meant && (takesTopic || words === "") ? meant : specs.find(({ name }) => name === DEFAULT_QUESTION);
    return spec && { command: spec.name, options: toOptions(words, spec) };
  }
  const typed = ask.command.toLowerCase();
  const spec = specs.find(({ name }) => name === typed);
  if (!spec) return undefined;
  if (/^\s*help\s*$/i.test(typedWords)) return { command: PLAIN_WORDS, options: {} };
  return { command: spec.name, options: toOptions(typedWords, spec) };
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

function unknownCommand(ask: Ask, specs: readonly Spec[]): Reply {
  const near = nearestSpecs(ask.command, specs);
  return {
    outcome: "none",
    title: "No such command",
    blocks: [
      {
        kind: "notice",
        tone: "info",
        text: `“${ask.command}” is no command. ${near.length > 0 ? "Did you mean:" : "These are:"}`,
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

/** What was typed, asked of the command that may have been meant. */
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

async function inTime<T>(work: T | Promise<T>, patienceMs: number): Promise<T> {
  if (!(work instanceof Promise)) return work;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
