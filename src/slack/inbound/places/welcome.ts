import type { App } from "@slack/bolt";
import type { Context } from "../../outbound/context.ts";

export type WelcomeListener = {
  /** Called each time somebody adds the bot to a channel, with the workspace and the person. */
  readonly onAdded?: (workspace: string, person: string) => void;
};

/** Slack doesn't say who installs an app, but does say who invites it to a channel. */
export function onInvitations(app: App, context: () => Context, { onAdded }: WelcomeListener): void {
  // https://docs.slack.dev/reference/events/member_joined_channel
  app.event("member_joined_channel", async ({ event }) => {
    const { me, serves } = context();
    const inviter: unknown = "inviter" in event ? event.inviter : undefined;
    if (event.user === me.userId && typeof inviter === "string" && inviter !== "" && serves(me.teamId))
      onAdded?.(me.teamId, inviter);
  });
}
