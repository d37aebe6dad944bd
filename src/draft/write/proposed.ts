import { type Sentence, sentencesOf } from "#briefing";
import { SCORED, type Scored } from "../sections/model.ts";
import type { Written } from "./briefing-text.ts";
import type { Choice, Chosen } from "./choose.ts";

/** Statements that somebody else than the rules proposes; each has passed the checks. A section with some takes none by rules. */
export type Proposed = Readonly<Record<Scored, readonly Written[]>>;

export const NOTHING_PROPOSED: Proposed = { happening: [], important: [], next: [] };

/** What rules may still choose beside it. */
export function besideProposed(proposed: Proposed, said: readonly Sentence[]): Pick<Choice, "said" | "spent"> {
  const all = SCORED.flatMap((section) => proposed[section]);
  const spent = new Map<string, number>();
  for (const { quotes } of all) for (const { source } of quotes) spent.set(source, (spent.get(source) ?? 0) + 1);
  return { said: [...said, ...all.flatMap(({ text }) => sentencesOf(text))], spent };
}

/** What was chosen by rules for the sections that have nothing proposed. */
export function chosenBeside(proposed: Proposed, { sections, suggestions }: Chosen): Chosen {
  const open = <T>(of: Readonly<Record<Scored, readonly T[]>>): Record<Scored, readonly T[]> => ({
    happening: proposed.happening.length > 0 ? [] : of.happening,
    important: proposed.important.length > 0 ? [] : of.important,
    next: proposed.next.length > 0 ? [] : of.next,
  });
  return { sections: open(sections), suggestions: open(suggestions) };
}
