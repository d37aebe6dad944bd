import type { Bot, ChatAdapter, ChatTrouble, Given, Platform, PlatformTools, Pulse, Wiring } from "#chat";
import { labelOf } from "../settings/platforms.ts";

/** The platforms of this process, each starting and stopping on its own. */
export type Platforms = {
  readonly adapters: readonly ChatAdapter[];
  /** Connects them all at once; retries an unreachable one in the background, and ends one that refuses. */
  start(bot: Bot): Promise<void>;
  stop(): Promise<void>;
  /**
   * Why something isn't working right now, a sentence each; and which platforms leave their work to another process.
   */
  troubles(): readonly string[];
  standingBy(): readonly string[];
  /** How alive each connection is, in the order of the platforms. */
  pulses(): readonly Beat[];
};

/** Whether a platform is connected, and how alive its open connection is. */
export type Beat = Pulse & { readonly platform: string; readonly connected: boolean };

/** A workspace or server. */
export type Tenant = { readonly platform: string; readonly tenant: string };

export type PlatformsOptions = PlatformTools &
  Pick<Wiring, "allowedTenants" | "schedulers" | "onPlaceLost" | "onPlaceBack" | "onPlaceMoved" | "lead" | "record"> & {
    readonly onRemoved: (from: Tenant) => void;
    readonly onBack: (to: Tenant) => void;
    readonly onAdded: (to: Tenant, person: string) => void;
    readonly onCall: (platform: string, call: string, result: "ok" | ChatTrouble) => void;
    /** Called for each that ended, with those that are left. */
    readonly onEnded: (ended: { platform: string; sentence: string; left: readonly string[] }) => void;
    /** Called when none is left, with why each ended. */
    readonly onNoneLeft: (sentences: readonly string[]) => void;
  };

/** Makes an adapter for each platform; all of them must have credentials. */
export async function openPlatforms(
  platforms: readonly Platform[],
  given: Given,
  { onRemoved, onBack, onAdded, onCall, onEnded, onNoneLeft, ...shared }: PlatformsOptions,
): Promise<Platforms> {
  const { log } = shared;
  const adapters: ChatAdapter[] = [];
  const started = new Set<ChatAdapter>();
  /** Why, by platform. */
  const ended = new Map<string, string>();
  const standsBy = (adapter: ChatAdapter) => !ended.has(adapter.platform) && (adapter.standsBy?.() ?? false);
  const stop = (adapter: ChatAdapter) =>
    adapter.stop().catch((error: unknown) => {
      log.error({ platform: adapter.platform, err: error }, "a platform did not stop cleanly");
    });

  /** Ends one for good: nothing works on it until somebody fixes it. The others keep running. */
  const end = (platform: string, sentence: string) => {
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
  for (const { name, open } of platforms) {
    const adapter = await open(given, {
      ...shared,
      onFatal: (sentence) => end(name, sentence),
      onRemoved: (tenant) => onRemoved({ platform: name, tenant }),
      onBack: (tenant) => onBack({ platform: name, tenant }),
      onAdded: (tenant, person) => onAdded({ platform: name, tenant }, person),
      onCall: (call, result) => onCall(name, call, result),
    });
    adapters.push(adapter);
  }
  return {
    adapters,
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
    async stop() {
      await Promise.all(adapters.map((adapter) => (ended.has(adapter.platform) ? undefined : stop(adapter))));
    },
    troubles: () => adapters.flatMap((adapter) => troubleOf(adapter) ?? []),
    pulses: () =>
      adapters.map((adapter) => ({
        platform: adapter.platform,
        connected: troubleOf(adapter) === undefined,
        ...(ended.has(adapter.platform) ? {} : adapter.pulse?.()),
      })),
    standingBy: () => adapters.filter(standsBy).map(({ platform }) => platform),
  };
}

/** The sentence about a platform that ended. */
export function hasStopped(platform: string, sentence: string): string {
  return `${labelOf(platform)} has stopped: ${sentence}`;
}
