import type { Library } from "#briefing";
import type { Reply, Spec, UnderstoodAsk } from "#chat";

/** What a command works with. The library is that of the moment of the ask. */
export type Tools = {
  readonly library: Library;
  /** All commands, for help. */
  readonly specs: readonly Spec[];
  /** Address of our own pages, without a closing slash, where people can reach them. */
  readonly publicUrl?: string;
};

/** A command: data, and one function that answers. */
export type Command = Spec & { run(ask: UnderstoodAsk, tools: Tools): Reply | Promise<Reply> };
