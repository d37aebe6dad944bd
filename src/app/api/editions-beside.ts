import pTimeout from "p-timeout";
import type { Briefing } from "#briefing";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";
import type { ApiParts } from "./open-api.ts";

/** A database may take at most this long, since an agent waits for it. */
const PATIENCE_MS = 5_000;

/** What stories said before, for a program beside the bot that records it; read on request. */
export function editionsBeside(
  { DATA_DIR: folder, DATABASE_URL: url }: Settings,
  now: () => number,
  log: Log,
): NonNullable<ApiParts["editions"]> {
  return {
    async whatsChanged(briefing: Briefing, since: string) {
      const { changesBeside } = await import("#editions");
      const reading = changesBeside(briefing, since, { folder, now, ...(url !== undefined && { url }) });
      return pTimeout(reading, {
        milliseconds: PATIENCE_MS,
        fallback() {
          log.error(
            { waitedMs: PATIENCE_MS },
            "the database does not answer, so what stories said before cannot be read",
          );
          return "away" as const;
        },
      });
    },
  };
}
