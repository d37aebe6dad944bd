import type { Options } from "#chat";
import { isRecord } from "../transport/is-record.ts";

/** What was written into a form, by field. */
export function submittedFields(components: unknown): Options {
  const parts = Array.isArray(components) ? components : [];
  const fields = parts.flatMap((part): [string, string][] => {
    const field = isRecord(part) ? part.component : undefined;
    if (!isRecord(field) || typeof field.custom_id !== "string" || typeof field.value !== "string") return [];
    return [[field.custom_id, field.value]];
  });
  return Object.fromEntries(fields);
}
