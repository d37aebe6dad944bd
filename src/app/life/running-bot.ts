import type { Finding } from "#chat";
import { labelOf } from "../settings/platforms.ts";
import type { Settings } from "../settings/settings.ts";

const PATIENCE_MS = 5_000;

/** The status of a bot that runs at the console's address; undefined if something else answers there, or nothing. */
export async function askRunningBot({
  HOST,
  PORT,
  CONSOLE_PASSWORD: password,
}: Pick<Settings, "HOST" | "PORT" | "CONSOLE_PASSWORD">): Promise<Finding | undefined> {
  // A bot that listens on all addresses is also reachable on this machine.
  const host = HOST === "0.0.0.0" ? "127.0.0.1" : HOST === "::" ? "::1" : HOST;
  const at = `http://${host.includes(":") ? `[${host}]` : host}:${PORT}`;
  try {
    const response = await fetch(`${at}/readyz`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(password !== undefined && { headers: { authorization: `Bearer ${password}` } }),
    });
    const said: unknown = await response.json();
    if (!isAnswer(said)) return undefined;
    if (!said.ready)
      return { ok: false, what: `Nutgraf is running at ${at}, but not ready: ${said.why ?? "its log says why"}` };
    const how = (said.connections ?? []).flatMap(sayPulse);
    const why = said.why === undefined ? "" : ` (${said.why})`;
    return { ok: true, what: [`Nutgraf is running at ${at}, and ready${why}`, ...how].join("; ") };
  } catch {
    return undefined;
  }
}

type Answer = {
  readonly ready: boolean;
  readonly why?: string;
  readonly connections?: readonly {
    readonly platform: string;
    readonly answeredMsAgo?: number;
    readonly heardMsAgo?: number;
  }[];
};

function isAnswer(said: unknown): said is Answer {
  return typeof said === "object" && said !== null && "ready" in said && typeof said.ready === "boolean";
}

/** An open connection may be dead: says when it last answered, and when something last arrived. */
function sayPulse({ platform, answeredMsAgo, heardMsAgo }: NonNullable<Answer["connections"]>[number]): string[] {
  if (answeredMsAgo === undefined) return [];
  const heard =
    heardMsAgo === undefined ? "has sent no event yet" : `sent its last event ${secondsIn(heardMsAgo)} s ago`;
  return [`${labelOf(platform)} answered ${secondsIn(answeredMsAgo)} s ago and ${heard}`];
}

function secondsIn(ms: number): number {
  return Math.round(ms / 1_000);
}
