import type { Bot, ChatAdapter } from "#chat";
import type { Log } from "../log.ts";

/** The platforms of this process, each starting and stopping on its own. */
export type Platforms = {
  /** Connects them all at once; retries an unreachable one in the background, and ends one that refuses. */
  start(bot: Bot): Promise<void>;
  /** Ends one for good: nothing works on it until somebody fixes it. The others keep running. */
  end(platform: string, sentence: string): void;
  stop(): Promise<void>;
  /** Why some of it isn't working right now, a sentence each; and which platforms leave their work to another process. */
  troubles(): readonly string[];
  standingBy(): readonly string[];
};

export type PlatformsOptions = {
  readonly log: Log;
  /** Called for each that ended, with those that are left. */
  readonly onEnded: (ended: { platform: string; sentence: string; left: readonly string[] }) => void;
  /** Called when none is left, with why each ended. */
  readonly onNoneLeft: (sentences: readonly string[]) => void;
};

export function runPlatforms(adapters: readonly ChatAdapter[], options: PlatformsOptions): Platforms {
  const { log, onEnded, onNoneLeft } = options;
  const started = new Set<ChatAdapter>();
  /** Why, by platform. */
  const ended = new Map<string, string>();
  const standsBy = (adapter: ChatAdapter) => !ended.has(adapter.platform) && (adapter.standsBy?.() ?? false);
  const stop = (adapter: ChatAdapter) =>
    adapter.stop().catch((error: unknown) => {
      log.error({ platform: adapter.platform, err: error }, "a platform did not stop cleanly");
    });

  const end: Platforms["end"] = (platform, sentence) => {
    const adapter = adapters.find((one) => one.platform === platform);
    if (!adapter || ended.has(platform)) return;
    ended.set(platform, sentence);
    const left = adapters.flatMap((one) => (ended.has(one.platform) ? [] : [one.platform]));
    log.error({ platform, left }, hasStopped(platform, sentence));
    void stop(adapter);
    onEnded({ platform, sentence, left });
    if (left.length === 0) onNoneLeft([...ended.values()]);
  };
  const troubleOf = (adapter: ChatAdapter): string | undefined => {
    const { platform } = adapter;
    const sentence = ended.get(platform);
    if (sentence !== undefined) return hasStopped(platform, sentence);
    if (started.has(adapter) && (standsBy(adapter) || (adapter.connected?.() ?? true))) return undefined;
    const why = adapter.away?.();
    return `not connected: ${platform}${why === undefined ? "" : ` (${why})`}`;
  };
  return {
    async start(bot) {
      const start = async (adapter: ChatAdapter) => {
        try {
          await adapter.start(bot);
          started.add(adapter);
        } catch (error) {
          end(adapter.platform, error instanceof Error ? error.message : String(error));
        }
      };
      await Promise.all(adapters.map(start));
    },
    end,
    async stop() {
      await Promise.all(adapters.map((adapter) => (ended.has(adapter.platform) ? undefined : stop(adapter))));
    },
    troubles: () => adapters.flatMap((adapter) => troubleOf(adapter) ?? []),
    standingBy: () => adapters.filter(standsBy).map(({ platform }) => platform),
  };
}

/** The sentence about a platform that ended. */
export function hasStopped(platform: string, sentence: string): string {
  return `${nameFor(platform)} has stopped: ${sentence}`;
}

/** A platform's name as people write it. */
export function nameFor(platform: string): string {
  return platform.replace(/^./, (letter) => letter.toUpperCase());
}
