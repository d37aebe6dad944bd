import type { App, types } from "@slack/bolt";
import type { Ask, Reply } from "#chat";
import { answerTo, type Context } from "../outbound/context.ts";
import { LIMITS } from "../render/limits.ts";
import { renderBlocks } from "../render/message.ts";
import { toChatError } from "../transport/errors.ts";
import { retryOnce } from "../transport/retry.ts";
import { placeOf } from "./place.ts";

/** Fills the App Home when it is opened: the stories to ask about, and how to ask. */
export function onHome(app: App, context: () => Context): void {
  app.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const kit = context();
    const place = await placeOf(kit, body, { user: event.user, team: body.team_id }, event.user);
    const ask = (command: string): Ask => ({
      id: `${body.event_id}-${command}`,
      command,
      options: {},
      place,
      by: { id: event.user },
    });
    const [stories, help] = await Promise.all([answerTo(kit, ask("topics")), answerTo(kit, ask("nutgraf"))]);
    try {
      const view = renderHome(stories, help, kit.prefix);
      await retryOnce(() => kit.client.views.publish({ user_id: event.user, view }), { repeatable: true });
    } catch (error) {
      kit.log.error({ ask: body.event_id }, toChatError(error, "filling the App Home").message);
    }
  });
}

/** The App Home: stories with their dates and a button each, then how to ask. */
export function renderHome(stories: Reply, help: Reply, prefix: string): types.HomeView {
  // A workspace that is not served gets that notice only once.
  const parts = help.outcome === "answered" ? [stories, { ...help, actions: [] }] : [stories];
  const half = { total: LIMITS.viewTotal / 2, mostBlocks: Math.floor(LIMITS.viewBlocks / 2) - 1 };
  const rendering = { seenBy: "everyone", prefix, counts: "bytes", ...half } as const;
  const apart: types.KnownBlock = { type: "divider" };
  return {
    type: "home",
    blocks: parts.flatMap((part, index) => [...(index > 0 ? [apart] : []), ...renderBlocks(part, rendering)]),
  };
}
