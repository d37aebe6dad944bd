import type { types } from "@slack/bolt";

type Subtype = NonNullable<types.MessageEvent["subtype"]>;

/** Whether a message is somebody asking, and why or why not. */
type Row = { readonly isAsked: boolean; readonly because: string };

const asked = (because: string) => ({ isAsked: true, because }) as const;
const passedOver = (because: string) => ({ isAsked: false, because }) as const;

/** How messages are handled, by subtype: https://docs.slack.dev/reference/events/message#subtypes */
export const SUBTYPES = {
  file_share: asked("words about a file are asked like any others"),
  thread_broadcast: asked("it is said in a thread and shown in the channel as well, by one message"),
  me_message: asked("/me and what somebody does, as asking something"),
  message_changed: passedOver("its first form was answered, and a second answer would say the same twice"),
  message_deleted: passedOver("what was asked is taken back"),
  message_replied: passedOver("the reply comes as a message of its own"),
  bot_message: passedOver("bots that answer each other never end"),
  ekm_access_denied: passedOver("its words are withheld"),
  channel_archive: passedOver("Slack tells it; schedules hear of it by another event"),
  channel_unarchive: passedOver("Slack tells it; schedules hear of it by another event"),
  channel_join: passedOver("Slack tells it; nobody asks"),
  channel_leave: passedOver("Slack tells it; nobody asks"),
  channel_name: passedOver("Slack tells it; nobody asks"),
  channel_posting_permissions: passedOver("Slack tells it; nobody asks"),
  channel_purpose: passedOver("Slack tells it; nobody asks"),
  channel_topic: passedOver("Slack tells it; nobody asks"),
} satisfies Record<Subtype, Row>;

type Asked = { [S in Subtype]: (typeof SUBTYPES)[S]["isAsked"] extends true ? S : never }[Subtype];
/** A message that may ask something. */
export type AskedMessage = Extract<types.MessageEvent, { subtype: Asked | undefined }>;

export function isAskedMessage(event: types.MessageEvent): event is AskedMessage {
  return isAsked(event.subtype);
}

/** Whether messages of a subtype may ask us something; a subtype that this code doesn't know may not. */
export function isAsked(subtype: string | undefined): boolean {
  if (subtype === undefined) return true;
  const rows: Readonly<Record<string, Row>> = SUBTYPES;
  return Object.hasOwn(rows, subtype) && rows[subtype]?.isAsked === true;
}
