import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ChannelType,
  ComponentType,
  SelectMenuDefaultValueType,
  TextInputStyle,
} from "discord-api-types/v10";
import { type Choice, type Form, type Option, type Options, type Reply, shorten } from "#chat";
import { customIdOf } from "./custom-id.ts";
import { escapeText } from "./escape.ts";
import {
  DESCRIPTION,
  LABEL,
  MODAL_PARTS,
  MODAL_TITLE,
  OPTION_LABEL,
  OPTION_TYPED,
  OPTION_VALUE,
  PLACEHOLDER_TYPED,
  SELECT_OPTIONS,
  WRITTEN,
} from "./limits.ts";

export type Modal = APIModalInteractionResponseCallbackData;

/** Suggestions for a field that doesn't list its own values, such as a story. */
export type ChoicesFor = (field: Option) => readonly Choice[];

/** A menu may have a text field for other values: its id is the menu's with this suffix, and its value wins. */
export const WRITTEN_INSTEAD = "+";

/**
 * The form of a reply as a Discord modal, with what the reply says above it if there is room. Undefined if there is no
 * form, or if it doesn't fit. The values of spare fields that are left out are kept.
 */
export function modalOf({ form, blocks }: Reply, choicesFor: ChoicesFor = () => []): Modal | undefined {
  if (!form) return undefined;
  const { kept, components } = fittingParts(form, choicesFor);
  if (components.length > MODAL_PARTS) return undefined;
  const { title, submit } = form;
  const ask = { ...submit.ask, options: { ...submit.ask.options, ...kept } };
  const custom_id = customIdOf({ ...submit, ask, shown: "form" }, undefined);
  if (custom_id === undefined) return undefined;
  const said = blocks.flatMap((block) => (block.kind === "notice" ? escapeText(block.text) : [])).join("\n");
  const isRoom = components.length < MODAL_PARTS && said !== "";
  return {
    custom_id,
    title: shorten(title, MODAL_TITLE),
    components: [...(isRoom ? [{ type: ComponentType.TextDisplay, content: said } as const] : []), ...components],
  };
}

/** The components of a form, without as many spare fields as don't fit; `kept`: the values of those. */
function fittingParts(form: Form, choicesFor: ChoicesFor): { kept: Options; components: APILabelComponent[] } {
  const [first, ...more] = form.fields;
  const all = [...(first ? [first] : []), ...(form.where ? [form.where] : []), ...more];
  let fields = all;
  let components = fields.flatMap((field) => partsOf(field, form, choicesFor));
  for (const name of form.spare ?? []) {
    if (components.length <= MODAL_PARTS) break;
    fields = fields.filter((field) => field.name !== name);
    components = fields.flatMap((field) => partsOf(field, form, choicesFor));
  }
  const left = all.filter((field) => !fields.includes(field)).map(({ name }) => [name, form.values[name] ?? ""]);
  return { kept: Object.fromEntries(left.filter(([, value]) => value !== "")), components };
}

/** A field with its label. One that offers choices but also takes other values becomes two. */
function partsOf(field: Option, form: Form, choicesFor: ChoicesFor): APILabelComponent[] {
  const { name, kind, choices = [], many } = field;
  const value = form.values[name] ?? "";
  const problem = form.problem?.field === name ? form.problem.text : undefined;
  const labeled = (component: APILabelComponent["component"], label = field.summary, help = problem) =>
    labelOf(component, label, name, help);
  if (field === form.where) return [labeled(channelMenu(name, value))];
  const called = form.labels?.[name] ?? value;
  if (kind === "choice") return [labeled(menu(name, choices, many ? value.split(".") : [value], many))];
  const offered = kind === "topic" ? [...choices, ...choicesFor(field)] : choices;
  const all = withValue(offered, value, called);
  // A truncated list would hide the other values.
  if (kind === "topic" && all.length > 0 && all.length <= SELECT_OPTIONS)
    return [labeled({ ...menu(name, all, [value]), required: true })];
  if (kind === "topic" || choices.length === 0) return [labeled(input(field, kind === "topic" ? called : value))];
  const other = input({ ...field, name: name + WRITTEN_INSTEAD }, "");
  return [
    labeled(menu(name, all, [value])),
    labeled({ ...other, placeholder: shorten(field.summary, PLACEHOLDER_TYPED) }, `Other ${name}`, undefined),
  ];
}

/** A summary that is too long for a label becomes the description below it, unless there is a problem to show there. */
function labelOf(
  component: APILabelComponent["component"],
  summary: string,
  name: string,
  problem: string | undefined,
): APILabelComponent {
  const isLong = summary.length > LABEL;
  const help = problem ?? (isLong ? summary : undefined);
  return {
    type: ComponentType.Label,
    label: isLong ? name.replace(/^./, (letter) => letter.toUpperCase()) : shorten(summary, LABEL),
    ...(help !== undefined && { description: shorten(help, DESCRIPTION) }),
    component,
  };
}

function input({ name, long = false, most: own = Number.POSITIVE_INFINITY }: Option, value: string) {
  const most = Math.min(own, long ? WRITTEN : OPTION_TYPED);
  return {
    type: ComponentType.TextInput as const,
    custom_id: name,
    style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
    max_length: most,
    required: long,
    ...(value !== "" && { value: shorten(value, most) }),
  };
}

function menu(name: string, choices: readonly Choice[], chosen: readonly string[], many = false) {
  const options = choices
    .filter(({ value }) => value !== "" && value.length <= OPTION_VALUE)
    .slice(0, SELECT_OPTIONS)
    .map(({ value, label }) => {
      const isChosen = chosen.includes(value);
      return { label: shorten(label, OPTION_LABEL) || value, value, ...(isChosen && { default: true }) };
    });
  return {
    type: ComponentType.StringSelect as const,
    custom_id: name,
    options,
    required: false,
    ...(many && { min_values: 0, max_values: options.length }),
  };
}

/** A menu of channels in which messages or threads can be posted. */
function channelMenu(name: string, here: string) {
  const [id] = /^\d+/.exec(here) ?? [];
  return {
    type: ComponentType.ChannelSelect as const,
    custom_id: name,
    channel_types: [
      ChannelType.GuildText,
      ChannelType.GuildAnnouncement,
      ChannelType.AnnouncementThread,
      ChannelType.PublicThread,
      ChannelType.PrivateThread,
      ChannelType.GuildForum,
      ChannelType.GuildMedia,
    ],
    required: true,
    ...(id !== undefined && { default_values: [{ id, type: SelectMenuDefaultValueType.Channel as const }] }),
  };
}

/** Makes sure that the current value is among the choices. */
function withValue(choices: readonly Choice[], value: string, label: string): readonly Choice[] {
  const all = [...new Map(choices.map((choice) => [choice.value, choice])).values()];
  if (value === "" || value.length > OPTION_VALUE || all.some((choice) => choice.value === value)) return all;
  return [{ value, label }, ...all];
}
