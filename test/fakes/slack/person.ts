import { type Manifest, manifest } from "../../../src/slack/manifest.ts";
import { type Args, CHANNEL, type FakeSlack, type Message } from "./api.ts";
import { blockAction, directMessage, eventCallback, mention, slashCommand } from "./payloads.ts";
import { encoded, type HttpRig, type SocketRig, until } from "./rig.ts";

type Button = {
  readonly block_id?: string;
  readonly action_id: string;
  readonly value?: string;
  readonly text?: { readonly text: string };
};
type Where = {
  readonly channel?: string;
  readonly user?: { id: string; name?: string; team_id?: string };
  readonly team?: string;
};

/** Somebody who uses Slack: what they do arrives at the bot as Slack would send it. */
export type Person = ReturnType<typeof personAt>;

/** What an event takes, as its page under https://docs.slack.dev/reference/events says. */
export const EVENT_SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_home_opened: [],
  app_mention: ["app_mentions:read"],
  "message.im": ["im:history"],
  "message.mpim": ["mpim:history"],
  channel_id_changed: ["groups:read"],
  app_uninstalled: [],
  tokens_revoked: [],
  channel_archive: ["channels:read"],
  channel_deleted: ["channels:read"],
  channel_left: ["channels:read"],
  channel_unarchive: ["channels:read"],
  group_archive: ["groups:read"],
  group_deleted: ["groups:read"],
  group_left: ["groups:read"],
  group_unarchive: ["groups:read"],
  // Of private channels only with groups:read as well.
  member_joined_channel: ["channels:read"],
};

/** The events of the app's own manifest. */
const SUBSCRIBED = subscribedEvents(manifest({ specs: [] }));

/** The events that a manifest subscribes to. */
export function subscribedEvents({ settings }: Manifest): readonly string[] {
  const { event_subscriptions } = settings as { event_subscriptions: { bot_events: string[] } };
  return event_subscriptions.bot_events;
}

/** Sends what a person does to the adapter of a rig, by its own transport. */
export function personAt(rig: HttpRig | SocketRig) {
  const { slack } = rig;
  const deliver = (payload: object) => ("socket" in rig ? bySocket(rig, payload) : byHttp(rig, payload));
  const act = (action: Button, where: Where, more: object) =>
    deliver(
      blockAction({
        action: {
          action_id: action.action_id,
          ...(action.value !== undefined && { value: action.value }),
          ...(action.block_id !== undefined && { block_id: action.block_id }),
        },
        trigger_id: slack.newTrigger(),
        ...where,
        ...more,
      }),
    );
  return {
    deliver,
    slash: (command: string, text = "", more: object = {}) =>
      deliver(
        slashCommand({
          command,
          text,
          trigger_id: slack.newTrigger(),
          response_url: slack.newResponseUrl(CHANNEL),
          ...more,
        }),
      ),
    /** Presses a button by its label under a message. */
    press(message: Message, label: string, where: Where = {}, more: object = {}) {
      const channel = where.channel ?? message.channel;
      const { ephemeral, thread_ts, ts, text } = message;
      const thread = typeof thread_ts === "string" ? thread_ts : undefined;
      const seen = { type: "message", ts, text, ...(thread !== undefined && { thread_ts: thread }) };
      return act(
        buttonOf(message, label),
        { channel, ...where },
        {
          response_url: slack.newResponseUrl(channel, true),
          ...(thread !== undefined && { thread }),
          ...(ephemeral !== true && { message: seen }),
          ...more,
        },
      );
    },
    /** Presses a button in a modal or in the App Home: there is no channel and no address for the answer. */
    pressIn(viewId: string, label: string, where: Where = {}) {
      const view = slack.views.get(viewId) ?? {};
      return act(buttonOf(view, label), where, { view: { ...view, id: viewId, hash: "1.h" } });
    },
    /** Types into a picker of a modal. */
    type: (viewId: string, field: string, value: string) =>
      deliver({
        ...blockAction({ action: { action_id: field }, trigger_id: "", view: viewOf(slack, viewId) }),
        type: "block_suggestion",
        actions: undefined,
        action_id: field,
        block_id: field,
        value,
      }),
    /** Fills in the fields of a form and sends it; what is not named stays as it stands there. */
    async submit(
      viewId: string,
      filled: Readonly<Record<string, string>>,
      where: { user?: string; team?: string } = {},
    ) {
      const from = performance.now();
      const ack = await deliver({
        type: "view_submission",
        team: { id: "T0HOME", domain: "home" },
        user: {
          id: where.user ?? "UADA",
          name: (where.user ?? "UADA").slice(1).toLowerCase(),
          team_id: where.team ?? "T0HOME",
        },
        trigger_id: slack.newTrigger(),
        view: { ...viewOf(slack, viewId), state: { values: stateOf(slack.views.get(viewId) ?? {}, filled) } },
        response_urls: [],
        is_enterprise_install: false,
        enterprise: null,
      });
      if (performance.now() - from > ACK_MS) slack.faults.push("a submission acknowledged too late");
      slack.takeAck(viewId, ack);
      return ack as { response_action: string; errors?: Record<string, string> };
    },
    /** Something happens that the app subscribed to and whose scopes it has; other events never reach it. */
    async happen(event: { readonly type: string } & Args) {
      const scopes = EVENT_SCOPES[event.type] ?? [];
      if (!SUBSCRIBED.includes(event.type) || !scopes.every((scope) => slack.scopes.has(scope))) return;
      await deliver(eventCallback(event));
    },
    mention: (text: string, more: object = {}) => deliver(eventCallback(mention(text, more))),
    write: (text: string, more: object = {}) => deliver(eventCallback(directMessage(text, more))),
    openHome: () =>
      deliver(eventCallback({ type: "app_home_opened", user: "UADA", channel: "D0ADA", tab: "home", event_ts: "1.1" })),
  };
}

/** The button with this label in a message or view. */
export function buttonOf({ blocks }: Args, label: string): Button {
  const elements = (Array.isArray(blocks) ? blocks : []).flatMap(({ elements = [], block_id }) =>
    elements.map((element: object) => ({ ...element, block_id })),
  ) as Button[];
  const found = elements.find(({ text }) => text?.text === label);
  if (!found) throw new Error(`no button “${label}” among ${elements.map(({ text }) => text?.text)}`);
  return found;
}

/** https://docs.slack.dev/interactivity/handling-user-interaction#acknowledgment_response */
const ACK_MS = 3_000;

type Input = {
  readonly type: string;
  readonly block_id: string;
  readonly optional?: boolean;
  readonly element: Args & { readonly type: string; readonly action_id: string };
};

/** The state of a form as Slack sends it: every input, by its block, empty ones as null. Slack itself insists on what is not optional. */
function stateOf({ blocks }: Args, filled: Readonly<Record<string, string>>): object {
  const inputs = (Array.isArray(blocks) ? (blocks as Input[]) : []).filter(({ type }) => type === "input");
  const unknown = Object.keys(filled).filter((name) => !inputs.some(({ block_id }) => block_id === name));
  if (unknown.length > 0) throw new Error(`no such fields in the form: ${unknown}`);
  return Object.fromEntries(
    inputs.map(({ block_id, optional, element }) => {
      const state = enteredIn(element, filled[block_id]);
      const value = state.value ?? state.selected_option ?? state.selected_options;
      if (!optional && !value) throw new Error(`Slack does not let a form go without ${block_id}`);
      return [block_id, { [element.action_id]: { type: element.type, ...state } }];
    }),
  );
}

function enteredIn(
  element: Args,
  given: string | undefined,
): { value?: unknown; selected_option?: unknown; selected_options?: unknown } {
  const option = (value: string) => {
    const known = (element.options as { value: string }[] | undefined)?.find((one) => one.value === value);
    if (element.options && !known) throw new Error(`no option ${value}`);
    return known ?? { text: { type: "plain_text", text: value }, value };
  };
  if (element.type === "plain_text_input") return { value: (given ?? element.initial_value) || null };
  if (element.type === "multi_static_select")
    return {
      selected_options:
        given === undefined ? (element.initial_options ?? []) : given.split(".").filter(Boolean).map(option),
    };
  return {
    selected_option: given === undefined ? (element.initial_option ?? null) : given === "" ? null : option(given),
  };
}

function viewOf(slack: FakeSlack, viewId: string): object {
  return { ...slack.views.get(viewId), id: viewId, hash: "1.h" };
}

async function byHttp(rig: HttpRig, payload: object): Promise<unknown> {
  const { body, type } = encoded(payload);
  const response = await rig.send(body, type);
  if (response.status !== 200) throw new Error(`HTTP ${response.status}`);
  const text = await response.text();
  return text === "" ? undefined : JSON.parse(text);
}

async function bySocket(rig: SocketRig, payload: object): Promise<unknown> {
  const type = "command" in payload ? "slash_commands" : "event" in payload ? "events_api" : "interactive";
  const id = rig.socket.deliver(type, payload);
  return (await until(() => rig.socket.acks.find(({ envelope_id }) => envelope_id === id))).payload;
}
