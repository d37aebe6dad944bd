import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import type { ApiContent, ApiOptions, ReadChanges } from "#api";
import type { Answers } from "#ask";
import type { Library } from "#briefing";
import type { Place } from "#chat";
import { mayHear } from "#commands";
import type { Log } from "../log/log.ts";
import type { Settings } from "../settings/settings.ts";

export type ApiParts = {
  readonly library: () => Library;
  readonly answers: Answers;
  /** What stories said before; absent if nothing is stored. */
  readonly editions?: { whatsChanged(...asked: [...Parameters<ReadChanges>, Place]): ReturnType<ReadChanges> };
  readonly callerOf: ApiOptions["callerOf"];
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
};

/** Stands in for a place that programs read from: nothing was ever posted there. */
const PROGRAMS = { platform: "api", tenant: "api", id: "programs" };

/** Whether a path belongs to the read side for programs. */
export function isForPrograms(path: string): boolean {
  return path === "/mcp" || path === "/api" || path.startsWith("/api/");
}

/** The content that programs read. */
export function apiContent(
  { PUBLIC_URL, PUBLISHER }: Settings,
  { library, answers, editions }: Pick<ApiParts, "library" | "answers" | "editions">,
  log: Log,
): ApiContent {
  return {
    library,
    mayRead: (audience, { platform, tenant, place = "" }) => mayHear(audience, { platform, tenant, id: place }),
    answers: async () => answers,
    ...(editions && { changed: unlessAway((...asked) => editions.whatsChanged(...asked, PROGRAMS), log) }),
    ...(PUBLIC_URL !== undefined && { publicUrl: PUBLIC_URL }),
    ...(PUBLISHER !== undefined && { publisher: PUBLISHER }),
  };
}

/** If the store can't be read right now, answers "away" and logs why. */
function unlessAway(read: ReadChanges, log: Log): ReadChanges {
  return async (...asked) => {
    try {
      return await read(...asked);
    } catch (error) {
      const { isStoreTrouble } = await import("#store");
      if (!isStoreTrouble(error)) throw error;
      log.error({ err: error }, "what stories said before cannot be read right now");
      return "away";
    }
  };
}

/** Makes the API for programs, which is loaded on the first request. */
export function openApi(settings: Settings, parts: ApiParts, log: Log): RequestListener {
  const { API, API_TOKENS = [] } = settings;
  let opened: Promise<RequestListener> | undefined;
  const open = async () => {
    const { createApi } = await import("#api");
    const { callerOf, now } = parts;
    const onFailure: ApiOptions["onFailure"] = ({ path, error }) =>
      log.error({ path, err: error }, "a program could not be answered");
    const asked = { tokens: API_TOKENS, isClosed: API === "closed", version: ownVersion() };
    return createApi({ ...apiContent(settings, parts, log), ...asked, callerOf, now, onFailure }).listener;
  };
  return (request, response) => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    opened.then(
      (listener) => listener(request, response),
      (error: unknown) => {
        log.error({ err: error }, "the read side for programs could not be opened");
        response.writeHead(500).end();
      },
    );
  };
}

/** The version in package.json. */
export function ownVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return String((JSON.parse(text) as { version?: unknown }).version);
}
