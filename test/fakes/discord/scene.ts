import { setTimeout as wait } from "node:timers/promises";
import type { Bot, ChatError, Place } from "#chat";
import { type DiscordOptions, openDiscord } from "#discord";
import { APPLICATION, CHANNEL, ORDINARY_PERMISSIONS, SERVER, TOKEN, userOf } from "./payloads.ts";
import { type DiscordServerOptions, openDiscord as openServer } from "./server.ts";

/** What was logged, so that a test can look for tokens in it. */
export type Logged = { readonly level: "info" | "warn" | "error"; readonly facts: object; readonly message: string };

/** The adapter, connected to a Discord of the test's own. */
export async function openScene(bot: Bot, options: Partial<DiscordOptions> = {}, platform: DiscordServerOptions = {}) {
  const now = options.now ?? (() => performance.timeOrigin + performance.now());
  const server = await openServer({ servers: [serverOf()], now, ...platform });
  const logged: Logged[] = [];
  const fatal: string[] = [];
  const removed: string[] = [];
  const back: string[] = [];
  const lost: { readonly place: Place; readonly why: ChatError }[] = [];
  const note = (level: Logged["level"]) => (facts: object, message: string) =>
    void logged.push({ level, facts, message });
  const adapter = await openDiscord({
    token: TOKEN,
    applicationId: APPLICATION,
    apiUrl: server.url,
    log: { info: note("info"), warn: note("warn"), error: note("error") },
    now,
    onFatal: (sentence) => fatal.push(sentence),
    onRemoved: (server) => removed.push(server),
    onBack: (server) => back.push(server),
    onPlaceLost: (place, why) => lost.push({ place, why }),
    ...options,
  });
  try {
    await adapter.start(bot);
  } catch (error) {
    await adapter.stop();
    await server.close();
    throw error;
  }
  return {
    adapter,
    server,
    logged,
    fatal,
    ...{ removed, back, lost },
    async stop() {
      await adapter.stop();
      await server.close();
    },
  };
}

/** A server as GUILD_CREATE tells of it: one text channel, a forum, and the bot as its member. */
export function serverOf(id = SERVER, permissions = ORDINARY_PERMISSIONS) {
  return {
    id,
    name: "Newsroom",
    icon: null,
    splash: null,
    owner_id: "80351110224678912",
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 1,
    default_message_notifications: 1,
    explicit_content_filter: 2,
    roles: [
      {
        id,
        name: "@everyone",
        permissions,
        position: 0,
        color: 0,
        hoist: false,
        managed: false,
        mentionable: false,
        flags: 0,
      },
    ],
    emojis: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    max_members: 500_000,
    vanity_url_code: null,
    description: null,
    banner: null,
    premium_tier: 0,
    preferred_locale: "en-US",
    public_updates_channel_id: null,
    nsfw_level: 0,
    premium_progress_bar_enabled: false,
    stickers: [],
    joined_at: "2026-01-13T19:19:14.040000+00:00",
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [
      {
        user: userOf(APPLICATION, { username: "nutgraf", bot: true }),
        roles: [],
        joined_at: "2026-01-13T19:19:14.040000+00:00",
        deaf: false,
        mute: false,
        flags: 0,
      },
    ],
    channels: [
      {
        id: CHANNEL,
        type: 0,
        name: "newsroom",
        position: 0,
        permission_overwrites: [],
        parent_id: null,
        topic: null,
        nsfw: false,
        flags: 0,
      },
      {
        id: "645027906669510999",
        type: 15,
        name: "questions",
        position: 1,
        permission_overwrites: [],
        parent_id: null,
        topic: null,
        nsfw: false,
        flags: 0,
        available_tags: [],
      },
    ],
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

/** Waits until something is there. */
export async function until<T>(look: () => T | undefined | false, patienceMs = 15_000): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`not within ${patienceMs} ms`);
    await wait(5);
  }
}
