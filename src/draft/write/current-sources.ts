import type { Source } from "#briefing";

/** The newest versions: those that no other source replaces. */
export function currentSources(sources: readonly Source[]): readonly Source[] {
  const replaced = new Set(sources.map(({ replaces }) => replaces));
  return sources.filter(({ id }) => !replaced.has(id));
}
