/** The paths of the history pages and feeds, which are open to everyone. */
export const HISTORY_PATHS = [
  "/corrections",
  "/corrections.atom",
  "/briefings/:topic/history",
  "/briefings/:topic/history.atom",
  "/briefings/:topic/history.json",
] as const;
export type HistoryPath = (typeof HISTORY_PATHS)[number];

/** The path of a story's history page. `number`: an edition to go to. */
export function historyHref(topic: string, number?: number): string {
  const page = `/briefings/${encodeURIComponent(topic)}/history`;
  return number === undefined ? page : `${page}#${editionId(number)}`;
}

/** The id of an edition in its story's history page. */
export function editionId(number: number): string {
  return `edition-${number}`;
}
