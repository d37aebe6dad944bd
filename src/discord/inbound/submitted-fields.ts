import type { APIChannel } from "discord-api-types/v10";
import { isRecord, type Options } from "#chat";
import { WRITTEN_INSTEAD } from "../render/modal.ts";
import { isThread } from "../transport/threads.ts";

/** What was typed and chosen in a form, by field. `channels`: Discord's data on the chosen channels, by id. */
export function submittedFields(components: unknown, channels?: unknown): Options {
  const parts = Array.isArray(components) ? components : [];
  const fields = parts.flatMap((part): [string, string][] => {
    const field = isRecord(part) ? part.component : undefined;
    if (!isRecord(field) || typeof field.custom_id !== "string") return [];
    const { custom_id: name, value, values } = field;
    if (typeof value === "string") return [[name, value]];
    if (!Array.isArray(values)) return [];
    const chosen = values.filter((one) => typeof one === "string").map((one) => withParent(one, channels));
    return [[name, chosen.join(".")]];
  });
  const written = fields.filter(([name, value]) => name.endsWith(WRITTEN_INSTEAD) && value.trim() !== "");
  return Object.fromEntries([
    ...fields.filter(([name]) => !name.endsWith(WRITTEN_INSTEAD)),
    ...written.map(([name, value]) => [name.slice(0, -WRITTEN_INSTEAD.length), value]),
  ]);
}

/** A thread's id with its channel's: `thread.channel`. */
function withParent(id: string, channels: unknown): string {
  const channel = isRecord(channels) ? channels[id] : undefined;
  if (!isRecord(channel) || !isThread(channel.type as APIChannel["type"])) return id;
  return typeof channel.parent_id === "string" ? `${id}.${channel.parent_id}` : id;
}
