import type { App } from "@slack/bolt";
import { ChatError, type Place } from "#chat";
import type { Context } from "../../outbound/context.ts";
import { toChatError } from "../../transport/errors.ts";
import { LOST_PLACE_EVENTS, REOPENED_PLACE_EVENTS } from "./place-events.ts";

export type PlaceListeners = {
  /** Called when the bot was removed from its workspace; `onBack` at each start and when it is added again. */
  readonly onRemoved?: (workspace: string) => void;
  readonly onBack?: (workspace: string) => void;
  /** Called when nothing can be posted in a channel any more, and why; `onPlaceBack` when posting works again. */
  readonly onPlaceLost?: (place: Place, why: ChatError) => void;
  readonly onPlaceBack?: (place: Place) => void;
  /** Called when a channel's id changes, as when it is shared with another company. */
  readonly onPlaceMoved?: (place: Place, to: string) => void;
};

export type PlaceChanges = {
  listen(app: App): void;
  /** A payload arrived: after a removal this may mean that the bot is back. */
  heard(): void;
};

/**
 * Reports what happens to the workspace and its channels, so that people don't learn of it only from a failed post.
 * Slack may withhold such an event (https://docs.slack.dev/reference/events/channel_left); then a failed post reports
 * it.
 */
export function trackPlaceChanges(context: () => Context, told: PlaceListeners): PlaceChanges {
  let isRemoved = false;
  const leave = () => {
    const { me, log } = context();
    if (!isRemoved) log.warn({ team: me.team }, "the bot was removed from the workspace");
    isRemoved = true;
    told.onRemoved?.(me.teamId);
  };
  /** Payloads sent before the removal can arrive after it, so only Slack knows whether the bot is back. */
  const lookAgain = async () => {
    if (!(await isLetIn(context())) || !isRemoved) return;
    isRemoved = false;
    told.onBack?.(context().me.teamId);
  };
  return {
    heard() {
      if (isRemoved) void lookAgain();
    },
    listen(app) {
      app.event("app_uninstalled", async ({ body }) => {
        if (body.team_id === context().me.teamId) leave();
      });
      // Both events are sent, in any order. Ignores people's own tokens.
      app.event("tokens_revoked", async ({ event, body }) => {
        const { me } = context();
        if (body.team_id === me.teamId && event.tokens.bot?.includes(me.userId)) leave();
      });
      for (const [name, trouble, what] of LOST_PLACE_EVENTS)
        app.event(name, async ({ event }) => {
          told.onPlaceLost?.(placeIn(context(), event.channel), new ChatError(trouble, what, { forPeople: what }));
        });
      app.event("channel_id_changed", async ({ event }) => {
        const { old_channel_id: from, new_channel_id: to } = event;
        context().log.warn({ from, to }, MOVED);
        told.onPlaceMoved?.(placeIn(context(), from), to);
      });
      for (const name of REOPENED_PLACE_EVENTS)
        app.event(name, async ({ event }) => told.onPlaceBack?.(placeIn(context(), event.channel)));
      app.event("member_joined_channel", async ({ event }) => {
        if (event.user === context().me.userId) told.onPlaceBack?.(placeIn(context(), event.channel));
      });
    },
  };
}

const MOVED =
  "a channel has another id now: its schedules follow by themselves; change it in OPERATOR, and in the audience of briefings that name it";

function placeIn({ me }: Context, channel: string): Place {
  return { platform: "slack", tenant: me.teamId, id: channel };
}

async function isLetIn({ client, log }: Context): Promise<boolean> {
  try {
    return (await client.auth.test()).ok;
  } catch (error) {
    log.info({ from: "slack" }, toChatError(error, "asking whether the bot is back").message);
    return false;
  }
}
