import type { Briefing, Library } from "#briefing";
import type { Place } from "#chat";
import { heardIn } from "./audience.ts";

/** Stories named together; `missing`: how many of them don't exist for the asker. */
export type Several = { readonly briefings: readonly Briefing[]; readonly missing: number };

/** The most stories that can be named at once. */
export const MOST_NAMED = 8;
export const TOO_MANY_NAMED = `Name at most ${MOST_NAMED} stories, or “all”.`;

/**
 * The stories named in one go: "irs, rail strike and merger". Undefined if that is one name, or if one of them doesn't
 * exist for the asker, unless `joined` wrote it while it did.
 */
export function severalStories(words: string, library: Library, place: Place): Several | undefined {
  const admits = heardIn(place);
  const parts = words.split(/\s*[,+&]\s*(?:and\s+)?|\s+and\s+/i).filter((part) => part.trim() !== "");
  if (parts.length < 2 || library.named(words, admits)) return undefined;
  const found = parts.map((part) => library.named(part, admits));
  const briefings = [...new Set(found.filter((one) => one !== undefined))];
  const missing = found.filter((one) => one === undefined).length;
  if (briefings.length === 0 || (missing > 0 && !JOINED.test(words))) return undefined;
  return { briefings, missing };
}

/** The topics of several stories as one name, as `severalStories` reads it. */
export function joined(briefings: readonly Briefing[]): string {
  return briefings.map(({ topic }) => topic).join(",");
}

/** The titles of several stories, for people. */
export function titled(briefings: readonly Briefing[]): string {
  return briefings.map(({ title }) => title).join(", ");
}

/** Every story that a name stands for; none if the name is unknown. */
export function storiesNamed(topic: string, library: Library, place: Place): readonly Briefing[] {
  const one = library.named(topic, heardIn(place));
  return one ? [one] : (severalStories(topic, library, place)?.briefings ?? []);
}

const JOINED = /^[a-z0-9-]+(?:,[a-z0-9-]+)+$/;
