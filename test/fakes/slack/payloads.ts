import { BOT_USER, CHANNEL, TEAM } from "./api.ts";

/** A slash command as https://docs.slack.dev/interactivity/implementing-slash-commands has it: all of it text. */
export function slashCommand(fields: {
  command: string;
  text?: string;
  trigger_id: string;
  response_url: string;
  channel_id?: string;
  user_id?: string;
  team_id?: string;
}): Record<string, string> {
  return {
    token: "gIkuvaNzQIHg97ATvDxqgjtO",
    team_domain: "home",
    channel_name: "general",
    user_name: "ada",
    api_app_id: "A0123",
    is_enterprise_install: "false",
    team_id: TEAM,
    channel_id: CHANNEL,
    user_id: "UADA",
    text: "",
    ...fields,
  };
}

/** A press on a button under a message, or in a view. */
export function blockAction(fields: {
  action: { action_id: string; value?: string; block_id?: string; selected_option?: { value: string }; type?: string };
  trigger_id: string;
  response_url?: string;
  channel?: string;
  user?: { id: string; name?: string; team_id?: string };
  team?: string;
  view?: object;
  message?: { readonly ts: string };
  /** What stands in place of it. */
  container?: object;
  /** The organization of the workspace. */
  org?: string;
  /** The thread of the message that is pressed, of which only its container tells where one person alone sees it. */
  thread?: string;
}): object {
  const {
    action,
    trigger_id,
    response_url,
    channel,
    user,
    team = TEAM,
    view,
    message,
    thread,
    org,
    container,
  } = fields;
  return {
    type: "block_actions",
    user: { id: "UADA", username: "ada", name: "ada", team_id: TEAM, ...user },
    api_app_id: "A0123",
    token: "gIkuvaNzQIHg97ATvDxqgjtO",
    container: view
      ? { type: "view", view_id: "V1" }
      : (container ?? {
          type: "message",
          message_ts: message?.ts ?? "1700000000.999999",
          ...(channel !== undefined && { channel_id: channel }),
          is_ephemeral: message === undefined,
          ...(thread !== undefined && { thread_ts: thread }),
        }),
    trigger_id,
    team: { id: team, domain: "home", ...(org !== undefined && { enterprise_id: org, enterprise_name: "Org" }) },
    enterprise: org === undefined ? null : { id: org, name: "Org" },
    is_enterprise_install: false,
    ...(channel !== undefined && { channel: { id: channel, name: "general" } }),
    ...(message && { message }),
    ...(view && { view }),
    state: { values: {} },
    ...(response_url !== undefined && { response_url }),
    actions: [
      {
        type: "button",
        block_id: "b1",
        action_ts: "1700000001.000001",
        text: { type: "plain_text", text: "x" },
        ...action,
      },
    ],
  };
}

/** An event in the envelope of the Events API. */
export function eventCallback(event: object, more: object = {}): object {
  return {
    token: "gIkuvaNzQIHg97ATvDxqgjtO",
    team_id: TEAM,
    context_team_id: TEAM,
    api_app_id: "A0123",
    type: "event_callback",
    event_id: `Ev${++events}`,
    event_time: 1_700_000_000,
    is_ext_shared_channel: false,
    authorizations: [
      { enterprise_id: null, team_id: TEAM, user_id: BOT_USER, is_bot: true, is_enterprise_install: false },
    ],
    event,
    ...more,
  };
}

let events = 0;

export function mention(text: string, more: object = {}): object {
  const ts = `1700000000.${String(++events).padStart(6, "0")}`;
  return { type: "app_mention", user: "UADA", text, ts, channel: CHANNEL, event_ts: ts, team: TEAM, ...more };
}

export function directMessage(text: string, more: object = {}): object {
  const ts = `1700000000.${String(++events).padStart(6, "0")}`;
  return {
    type: "message",
    channel_type: "im",
    user: "UADA",
    text,
    ts,
    channel: "D0ADA",
    event_ts: ts,
    team: TEAM,
    ...more,
  };
}
