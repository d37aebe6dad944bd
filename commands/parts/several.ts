import type { Briefing, Library } from "#briefing";
import type { Place } from "#chat";
import { heardIn } from "./audience.ts";

/** Stories that are named together; `missing`: how many of them are not there for whoever asks. */
export type Several = { readonly briefings: readonly Briefing[]; readonly missing: number };

/** Nobody names more at once. */
export const MOST_NAMED = 8;
export const TOO_MANY_NAMED = `Name at most ${MOST_NAMED} stories, or “all”.`;

/**
 * The stories that are named in one go: "irs, rail strike and merger". Undefined if that is one name, or if one of them is
 * not there, unless it was kept by `joined` while it was.
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

/** The stories as one name. */
export function joined(briefings: readonly Briefing[]): string {
  return briefings.map(({ topic }) => topic).join(",");
}

/** As they are called together. */
export function titled(briefings: readonly Briefing[]): string {
  return briefings.map(({ title }) => title).join(", ");
}

/** Every story that one name stands for: none where it is not known. */
export function storiesNamed(topic: string, library: Library, place: Place): readonly Briefing[] {
  const one = library.named(topic, heardIn(place));
  return one ? [one] : (severalStories(topic, library, place)?.briefings ?? []);
}

const JOINED = /^[a-z0-9-]+(?:,[a-z0-9-]+)+$/;
