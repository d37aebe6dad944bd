import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  ComponentType,
  TextInputStyle,
} from "discord-api-types/v10";
import type { Option, Reply } from "#chat";
import { customIdOf } from "./custom-id.ts";
import { escapeText, shorten } from "./escape.ts";
import { LABEL, MODAL_FIELDS, MODAL_TITLE, OPTION_TYPED, WRITTEN } from "./limits.ts";

export type Modal = APIModalInteractionResponseCallbackData;

/**
 * The form of a reply as Discord opens it, with what the reply says above; undefined where there is none, one with other
 * fields than text, or more of it than there is room for.
 */
export function modalOf({ form, blocks }: Reply): Modal | undefined {
  if (!form) return undefined;
  const { title, fields, values, submit } = form;
  const custom_id = customIdOf({ ...submit, shown: "form" }, undefined);
  if (custom_id === undefined || fields.length > MODAL_FIELDS || fields.some(({ kind }) => kind !== "text"))
    return undefined;
  const said = blocks.flatMap((block) => (block.kind === "notice" ? escapeText(block.text) : [])).join("\n");
  return {
    custom_id,
    title: shorten(title, MODAL_TITLE),
    components: [
      ...(said === "" ? [] : [{ type: ComponentType.TextDisplay, content: said } as const]),
      ...fields.map((field) => labelOf(field, values[field.name] ?? "")),
    ],
  };
}

function labelOf({ name, summary, long = false }: Option, value: string): APILabelComponent {
  const most = long ? WRITTEN : OPTION_TYPED;
  return {
    type: ComponentType.Label,
    label: shorten(summary, LABEL),
    component: {
      type: ComponentType.TextInput,
      custom_id: name,
      style: long ? TextInputStyle.Paragraph : TextInputStyle.Short,
      max_length: most,
      required: long,
      ...(value !== "" && { value: shorten(value, most) }),
    },
  };
}
