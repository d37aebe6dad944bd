import type { App } from "@slack/bolt";
import type { Context } from "../../outbound/context.ts";

export type WelcomeListener = {
  /** Told who let the bot into a channel, by workspace and person, each time. */
  readonly onAdded?: (workspace: string, person: string) => void;
};

/** Slack says nothing of who installs an app; of who invites it to a channel it does. */
export function onInvitations(app: App, context: () => Context, { onAdded }: WelcomeListener): void {
  // https://docs.slack.dev/reference/events/member_joined_channel
  app.event("member_joined_channel", async ({ event }) => {
    const { me, serves } = context();
    const inviter: unknown = "inviter" in event ? event.inviter : undefined;
    if (event.user === me.userId && typeof inviter === "string" && inviter !== "" && serves(me.teamId))
      onAdded?.(me.teamId, inviter);
  });
}
