import { existsSync } from "node:fs";
import pTimeout from "p-timeout";
import type { Withheld } from "#briefing";
import type { Settings } from "../settings.ts";

type Where = Pick<Settings, "DATA_DIR" | "DATABASE_URL">;

/** A program in a terminal waits no longer for a database that does not answer. */
const PATIENCE_MS = 3_000;
const LOOK_MS = 500;

/** What the running bot withdrew, for programs beside it; nothing where nothing is stored, or the store is away. */
export async function readWithheld({
  DATA_DIR: folder,
  DATABASE_URL: url,
}: Where): Promise<ReadonlyMap<string, Withheld>> {
  // What loads the store takes a while, and most have none.
  if (url === undefined && !existsSync(folder)) return new Map();
  const options = { folder, ...(url !== undefined && { url }) };
  const { readWithdrawn } = await import("#editions");
  const rows = await pTimeout(readWithdrawn(options), { milliseconds: PATIENCE_MS }).catch(() => []);
  return new Map(rows.map((one) => [one.topic, one]));
}

/** Follows that for as long as a program runs: reads it now, and looks again and again. */
export async function followWithheld(
  where: Where,
  tell: (withheld: ReadonlyMap<string, Withheld>) => void,
): Promise<() => Promise<void>> {
  const { openReading } = await import("#editions");
  const { DATA_DIR: folder, DATABASE_URL: url } = where;
  const reading = openReading({ folder, ...(url !== undefined && { url }) });
  let known = "[]";
  const look = async () => {
    const rows = await reading.read();
    const said = JSON.stringify(rows);
    if (said === known) return;
    known = said;
    tell(new Map(rows.map((one) => [one.topic, one])));
  };
  await pTimeout(look(), { milliseconds: PATIENCE_MS }).catch(() => {});
  let looking: Promise<void> | undefined;
  const timer = setInterval(() => {
    // What was known stays known while the store is away.
    looking ??= look()
      .catch(() => {})
      .finally(() => {
        looking = undefined;
      });
  }, LOOK_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await looking;
    await reading.close();
  };
}
