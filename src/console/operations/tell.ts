import pTimeout from "p-timeout";

/** What a page gets: `away` if the database did not respond, undefined if nothing is connected. */
export type Told<Seen> = Seen | "away" | undefined;

/** Reads for a page, for no longer than people wait for one. */
export async function tell<Seen>(
  read: Promise<Seen> | undefined,
  onFailure: (error: unknown) => void,
  patienceMs = 4_000,
): Promise<Told<Seen>> {
  if (!read) return undefined;
  try {
    const message = `the database did not respond within ${patienceMs} ms`;
    return await pTimeout(read, { milliseconds: patienceMs, message });
  } catch (error) {
    onFailure(error);
    return "away";
  }
}
