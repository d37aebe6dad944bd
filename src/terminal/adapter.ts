import type { Ask, Bot, ChatAdapter, Place, Reply } from "#chat";
import { type Look, render } from "./render.ts";

export type TerminalOptions = {
  readonly write: (text: string) => void;
  readonly look: Look;
  readonly newId: () => string;
};

/** The terminal as a platform: one person, who types and reads. */
export type Terminal = ChatAdapter & {
  /** Asks what was typed, shows the answer, and returns it. */
  ask(typed: string, place?: Place): Promise<Reply>;
};

/** Where what is typed in a terminal is asked, unless another place is named. */
export const TERMINAL_PLACE: Place = { platform: "terminal", tenant: "local", id: "terminal" };

export function createTerminal({ write, look, newId }: TerminalOptions): Terminal {
  let bot: Bot | undefined;
  const show = (reply: Reply) => write(render(reply, look));
  const post = async (_: Place, reply: Reply, key: string) => {
    show(reply);
    return { message: key };
  };
  return {
    platform: "terminal",
    async start(with_) {
      bot = with_;
    },
    async stop() {
      bot = undefined;
    },
    async ask(typed, place = TERMINAL_PLACE) {
      if (!bot) throw new Error("the terminal is asked before it is started");
      const reply = await bot.answer(toAsk(typed, newId(), place));
      show(reply);
      return reply;
    },
    post,
    /** What was written to a terminal is there or lost with it: nothing is written twice. */
    settle: async () => "cannot-tell",
    about: async () => ({ maySchedule: false, botMayPost: true }),
  };
}

/** `/whats-next irs` names a command; anything else is plain words. */
export function toAsk(typed: string, id: string, place: Place): Ask {
  const match = /^\s*\/([\w-]+)\s*([\s\S]*)$/.exec(typed);
  const command = match?.[1]?.toLowerCase() ?? "nutgraf";
  return { id, command, words: match?.[2] ?? typed, place, by: { id: "terminal" } };
}
