/** The page of what each edition of a story changed, at one of them. */
export function historyHref(topic: string, number?: number): string {
  const page = `/briefings/${encodeURIComponent(topic)}/history`;
  return number === undefined ? page : `${page}#${editionId(number)}`;
}

/** The id of an edition in its story's page. */
export function editionId(number: number): string {
  return `edition-${number}`;
}
