import { type Ask, type Bot, type ChatAdapter, type Place, type Reply, takesLong } from "#chat";
import { type Look, render } from "./render.ts";

/** Something to show. `isProgress`: a progress message, not the answer. */
export type TerminalOutput = {
  readonly text: string;
  readonly place: Place;
  readonly seenBy: "asker" | "everyone";
  readonly isProgress: boolean;
};

/** What the terminal needs. `newId`: an id for each ask. */
export type TerminalOptions = {
  readonly show: (output: TerminalOutput) => void;
  readonly look: Look;
  readonly newId: () => string;
};

/** The terminal as a platform: one person, who types and reads. */
export type Terminal = ChatAdapter & {
  /** Asks what was typed, shows the answer and returns it. */
  ask(typed: string, place?: Place): Promise<Reply>;
};

/** The place that asks in a terminal come from, if no other is named. */
export const TERMINAL_PLACE: Place = { platform: "terminal", tenant: "local", id: "terminal" };

/**
 * Makes the terminal adapter: what it has to show goes to `show`, as text that fits `look`.
 *
 * @throws {Error} by `ask`, when the terminal isn't started
 * @example
 * const look = { columns: 80, colors: false };
 * const terminal = createTerminal({ show: ({ text }) => console.log(text), look, newId });
 * await terminal.start(bot);
 * const reply = await terminal.ask("what's next with the rail strike?");
 */
export function createTerminal({ show, look, newId }: TerminalOptions): Terminal {
  let bot: Bot | undefined;
  return {
    platform: "terminal",
    async start(with_) {
      bot = with_;
    },
    async stop() {
      bot = undefined;
    },
    async ask(typed, place = TERMINAL_PLACE) {
      if (!bot) throw new Error("the terminal was asked before it was started");
      const shown = { place, seenBy: "asker" } as const;
      const answering = bot.answer(toAsk(typed, newId(), place));
      if (await takesLong(answering)) show({ ...shown, text: "Looking…\n", isProgress: true });
      const reply = await answering;
      show({ ...shown, text: render(reply, look), isProgress: false });
      return reply;
    },
    async post(place, reply, key) {
      show({ place, seenBy: "everyone", text: render(reply, look), isProgress: false });
      return { message: key };
    },
    /** A terminal can't change what it has printed. */
    amend: async () => ({ outcome: "cannot", why: "what a terminal has printed stays as it is" }),
    /** Terminal output is shown or lost with the terminal: nothing is printed twice. */
    settle: async () => "cannot-tell",
    about: async () => ({ maySchedule: false, botMayPost: true }),
  };
}

/** `/whats-next irs` names a command; anything else is plain words. A leading bot name, as in a chat, is ignored. */
export function toAsk(typed: string, id: string, place: Place): Ask {
  const said = typed.replace(/^\s*@\S+\s*/, "");
  const match = /^\s*\/([\w-]+)\s*([\s\S]*)$/.exec(said);
  const command = match?.[1]?.toLowerCase() ?? "nutgraf";
  return { id, command, words: match?.[2] ?? said, place, by: { id: "terminal" } };
}
