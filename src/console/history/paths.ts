/** The paths of what changed, for everyone. */
export const HISTORY_PATHS = [
  "/corrections",
  "/corrections.atom",
  "/briefings/:topic/history",
  "/briefings/:topic/history.atom",
  "/briefings/:topic/history.json",
] as const;
export type HistoryPath = (typeof HISTORY_PATHS)[number];

/** The page of what each edition of a story changed, at one of them. */
export function historyHref(topic: string, number?: number): string {
  const page = `/briefings/${encodeURIComponent(topic)}/history`;
  return number === undefined ? page : `${page}#${editionId(number)}`;
}

/** The id of an edition in its story's page. */
export function editionId(number: number): string {
  return `edition-${number}`;
}
