import { z } from "zod";
import { quoted } from "../content/problem.ts";
import { CHANGE_KINDS, type CheckBy, type Owner } from "../content/upkeep.ts";
import { dateField, textField } from "./header-fields.ts";

const PLACE = /^([a-z]+):([^\s/:]*)\/(@?)([^\s/:@]+)$/;

/** The header's `owner`. An `@` before an id says that it is a person's. */
export const owner = textField(75, "owner").transform((text, context): Owner => {
  const [, platform, tenant = "", at, id] = PLACE.exec(text) ?? [];
  if (platform !== undefined && id !== undefined)
    return Object.freeze({ platform, tenant, id, ...(at === "@" && { person: true as const }) });
  if (!/^[a-z]+:\S/.test(text)) return Object.freeze({ name: text });
  const message = `“owner” must be a name, a channel like slack:T0123/C0456, or a person like discord:1122/@3344, not ${quoted(text, 60)}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

/** The header's `checkBy`. */
export const checkBy = z.unknown().transform((value, context): CheckBy => {
  const [, count] = /^(\d{1,4}) days?$/.exec(typeof value === "string" ? value.trim() : "") ?? [];
  if (Number(count) > 0) return Object.freeze({ days: Number(count) });
  const day = dateField("checkBy").safeParse(value);
  if (day.success) return Object.freeze({ day: day.data });
  const message = `“checkBy” must be a real date as YYYY-MM-DD, or a number of days like 7 days, not ${quoted(String(value), 40)}`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});

const HASH = z.string().regex(/^[0-9a-f]{64}$/);
/** As `withChange` writes it. */
const YES = z.literal("yes").transform(() => true);
const CHANGE = z.strictObject({
  kind: z.enum(CHANGE_KINDS),
  why: textField(300, "why"),
  of: HASH,
  hideOld: YES.optional(),
});

/** What the header says of the last change. */
export type ParsedChange = Readonly<z.output<typeof CHANGE>>;

/** The header's `change`. */
export const change = z.unknown().transform((value, context): ParsedChange => {
  const read = CHANGE.safeParse(value);
  if (read.success) return read.data;
  const message = `“change” is what npm run publish and npm run correct write, with kind (${CHANGE_KINDS.join(", ")}), why and of: put back what stood there, or take it out`;
  context.addIssue({ code: "custom", message });
  return z.NEVER;
});
