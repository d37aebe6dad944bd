import type { types } from "@slack/bolt";
import { type Form, fitsToken, type Option, pack, type Reply, type Stub, unpack } from "#chat";
import { LIMITS } from "./limits.ts";
import { type Rendering, renderBlocks } from "./message.ts";
import { plainText } from "./text.ts";

/** What a modal remembers: where it was opened, and the ask that its form submits. */
export type Metadata = {
  readonly channel?: string;
  readonly thread?: string;
  /** Presses ask about the channel, though the modal was opened in a thread. */
  readonly ofChannel?: boolean;
  readonly ask?: Stub;
};

/** A reply in a dialog. */
export function renderModal(
  reply: Reply,
  prefix: string,
  metadata: Metadata,
  link?: Rendering["link"],
): types.ModalView {
  const rendering = {
    ...(link && { link }),
    seenBy: metadata.channel === undefined ? "everyone" : "asker",
    prefix,
    total: LIMITS.viewTotal,
    counts: "bytes",
    mostBlocks: LIMITS.viewBlocks,
  } as const;
  return modal("answer", renderBlocks(reply, rendering), metadata);
}

/** Shown at once, since a trigger opens a dialog only within three seconds. */
export function renderWaiting(metadata: Metadata): types.ModalView {
  const text = plainText("Looking…", LIMITS.contextText);
  return modal("answer", [{ type: "context", elements: [text] }], metadata);
}

/** A form: topics are searched as people type, choices are listed, and what the reply says is shown above. */
export function renderForm(form: Form, said: readonly string[], metadata: Metadata): types.ModalView {
  const { submit, fields, title, values, labels = {} } = form;
  const intro: types.KnownBlock[] = [
    { type: "header", text: plainText(title, LIMITS.header) },
    ...said.map((text): types.KnownBlock => ({ type: "context", elements: [plainText(text, LIMITS.contextText)] })),
  ];
  const inputs = fields.map((field) => input(field, values[field.name], labels[field.name]));
  return {
    ...modal("form", [...intro, ...inputs], { ...metadata, ask: submit.ask }),
    submit: plainText(submit.label, LIMITS.viewTitle),
  };
}

/** Reads back what the modal remembers; undefined if another version wrote it. */
export function readMetadata(text: string | undefined): Metadata | undefined {
  try {
    const { c, t, p, a } = JSON.parse(text ?? "") as Readonly<Record<"c" | "t" | "p" | "a", unknown>>;
    const ask = typeof a === "string" ? unpack(a) : undefined;
    return {
      ...(typeof c === "string" && { channel: c }),
      ...(typeof t === "string" && { thread: t }),
      ...(p === true && { ofChannel: true }),
      ...(ask && { ask }),
    };
  } catch {
    return undefined;
  }
}

function modal(
  callback_id: string,
  blocks: types.KnownBlock[],
  { channel, thread, ofChannel, ask }: Metadata,
): types.ModalView {
  const metadata = {
    ...(channel !== undefined && { c: channel }),
    ...(thread !== undefined && { t: thread }),
    ...(ofChannel && { p: true }),
    ...(ask && fitsToken(ask) && { a: pack(ask) }),
  };
  return {
    type: "modal",
    callback_id,
    title: plainText("Nutgraf", LIMITS.viewTitle),
    close: plainText("Close", LIMITS.viewTitle),
    private_metadata: JSON.stringify(metadata),
    blocks,
  };
}

function input(
  { name, summary, kind, choices = [], many, long = false, most: own = Number.POSITIVE_INFINITY }: Option,
  value: string | undefined,
  called: string | undefined,
): types.KnownBlock {
  const label = plainText(summary, LIMITS.buttonText);
  const placeholder = plainText("Type to search", LIMITS.placeholder);
  if (kind === "topic")
    return {
      type: "input",
      block_id: name,
      label,
      element: {
        ...{ type: "external_select", action_id: name, min_query_length: 0, placeholder },
        ...(value && called && value.length <= LIMITS.optionValue
          ? { initial_option: { text: plainText(called, LIMITS.optionText), value } }
          : { focus_on_load: true }),
      },
    };
  const most = Math.min(own, long ? LIMITS.formLongText : LIMITS.formText);
  if (kind === "text")
    return {
      type: "input",
      block_id: name,
      label,
      optional: !long,
      element: {
        type: "plain_text_input",
        action_id: name,
        max_length: most,
        ...(long && { multiline: true }),
        ...(value && { initial_value: value.slice(0, most) }),
      },
    };
  const options = choices.slice(0, LIMITS.options).map(({ value, label }) => {
    return { text: plainText(label, LIMITS.optionText), value };
  });
  const chosen = options.filter((option) => value?.split(".").includes(option.value));
  const [first] = chosen;
  return {
    type: "input",
    block_id: name,
    label,
    optional: true,
    element: many
      ? { type: "multi_static_select", action_id: name, options, ...(first && { initial_options: chosen }) }
      : { type: "static_select", action_id: name, options, ...(first && { initial_option: first }) },
  };
}
