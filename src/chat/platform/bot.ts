import type { Ask, Choice, Spec } from "../ask/ask.ts";
import type { Conversation } from "../ask/conversation.ts";
import type { Place } from "../ask/place.ts";
import type { Reply } from "../reply/reply.ts";

/** What an adapter talks to. */
export interface Bot {
  readonly specs: readonly Spec[];
  /** Never throws, never hangs, never returns nothing. */
  answer(ask: Ask, before?: Conversation): Promise<Reply>;
  /** Whether mentions are answered in a place; people there may have turned them off. Never throws. */
  hearsMentions?(place: Place): Promise<boolean>;
  /** A story's title, if the place may see it. */
  titleOf?(topic: string, place: Place): string | undefined;
  /** Suggestions for `option`, given what `ask.options` has so far; from memory, best first. */
  suggest(ask: Ask, option: string): readonly Choice[];
  /** The same for an option whose values are stored, like schedules; undefined for other options. Never throws. */
  suggestStored?(ask: Ask, option: string): Promise<readonly Choice[]> | undefined;
}
