import { type APIInteraction, ApplicationCommandType, InteractionType } from "discord-api-types/v10";
import { type Ask, type Asker, isRecord, type Options, type Place, type Stub } from "#chat";
import { type Pressed, readCustomId, SELECT_ID } from "../render/custom-id.ts";
import { isThread } from "../transport/threads.ts";
import { submittedFields } from "./submitted-fields.ts";
import { typedText } from "./typed-text.ts";

/**
 * What an interaction asks for, in our terms. `stale`: another version's button; `opener`: a button that opens a form.
 */
export type Request =
  | { readonly kind: "ask"; readonly ask: Ask; readonly from: "command" | "button" | "opener" }
  | { readonly kind: "share"; readonly ask: Ask; readonly shareOf: string }
  | { readonly kind: "suggest"; readonly ask: Ask; readonly option: string }
  | { readonly kind: "stale" };

/** Reads an interaction; undefined if we don't need to answer it. */
export function requestOf(interaction: APIInteraction): Request | undefined {
  switch (interaction.type) {
    case InteractionType.ApplicationCommand: {
      if (interaction.data.type !== ApplicationCommandType.ChatInput) return { kind: "stale" };
      const { name, options } = interaction.data;
      const given = optionsOf(flatten(options));
      return { kind: "ask", from: "command", ask: askOf(interaction, { command: name, options: given }) };
    }
    case InteractionType.ApplicationCommandAutocomplete: {
      const typed = flatten(interaction.data.options);
      const option = typed.find(({ focused }) => focused)?.name;
      const given = optionsOf(typed);
      if (option === undefined) return undefined;
      return { kind: "suggest", option, ask: askOf(interaction, { command: interaction.data.name, options: given }) };
    }
    case InteractionType.MessageComponent: {
      const pressed = pressedIn(interaction.data);
      if (!pressed) return { kind: "stale" };
      const ask = askOf(interaction, pressed.stub);
      const { shareOf, form } = pressed;
      if (shareOf !== undefined) return { kind: "share", ask, shareOf };
      return { kind: "ask", from: form ? "opener" : "button", ask };
    }
    case InteractionType.ModalSubmit: {
      const stub = readCustomId(interaction.data.custom_id)?.stub;
      if (!stub) return { kind: "stale" };
      const { components, resolved } = interaction.data;
      const options: Options = { ...stub.options, ...submittedFields(components, resolved?.channels) };
      return { kind: "ask", from: "button", ask: askOf(interaction, { command: stub.command, options }) };
    }
    default:
      return undefined;
  }
}

/** Where an interaction came from. A direct message has no server. */
export function placeOf({ guild_id = "", channel }: APIInteraction): Place {
  const parent = channel && isThread(channel.type) && "parent_id" in channel ? channel.parent_id : undefined;
  return { platform: "discord", tenant: guild_id, id: channel?.id ?? "", ...(parent && { parent }) };
}

/** Whether a gateway frame is an interaction that we can read. */
export function isInteraction(frame: unknown): frame is APIInteraction {
  if (!isRecord(frame) || !isId(frame.id) || typeof frame.token !== "string" || typeof frame.type !== "number")
    return false;
  const person = isRecord(frame.member) ? frame.member.user : frame.user;
  if (!isRecord(person) || !isId(person.id)) return false;
  if (frame.channel !== undefined && !(isRecord(frame.channel) && isId(frame.channel.id))) return false;
  const { data } = frame;
  switch (frame.type) {
    case InteractionType.ApplicationCommand:
    case InteractionType.ApplicationCommandAutocomplete:
      return isRecord(data) && typeof data.name === "string" && areOptions(data.options);
    case InteractionType.MessageComponent:
      return isRecord(data) && typeof data.custom_id === "string";
    case InteractionType.ModalSubmit:
      return isRecord(data) && typeof data.custom_id === "string" && Array.isArray(data.components);
    default:
      return true;
  }
}

function askOf(interaction: APIInteraction, { command, options }: Stub): Ask {
  const { id } = interaction;
  const locale = "locale" in interaction ? interaction.locale : undefined;
  return { id, command, options, place: placeOf(interaction), by: askerOf(interaction), ...(locale && { locale }) };
}

function askerOf({ member, user }: APIInteraction): Asker {
  const person = member?.user ?? user;
  const name = member?.nick ?? person?.global_name ?? person?.username;
  return { id: person?.id ?? "", ...(name && { name }) };
}

function pressedIn({ custom_id, ...more }: { custom_id: string; values?: readonly string[] }): Pressed | undefined {
  return readCustomId(custom_id === SELECT_ID ? (more.values?.[0] ?? "") : custom_id);
}

function optionsOf(given: readonly Given[]): Options {
  return Object.fromEntries(given.map(({ name, value }) => [name, typedText(String(value ?? ""))]));
}

type Given = {
  readonly name: string;
  readonly value?: string | number | boolean;
  readonly focused?: boolean;
  readonly options?: readonly Given[];
};

/** The options given, including a subcommand's. */
function flatten(options: readonly Given[] = []): Given[] {
  return options.flatMap((option) => (option.options ? flatten(option.options) : [option]));
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^\d{1,25}$/.test(value);
}

function areOptions(options: unknown): boolean {
  if (options === undefined) return true;
  if (!Array.isArray(options)) return false;
  return options.every((option) => isRecord(option) && typeof option.name === "string" && areOptions(option.options));
}
