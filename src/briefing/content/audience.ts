import { z } from "zod";
import { quoted } from "./problem.ts";

/** A tenant (`slack:T0123`) or one place in it (`discord:1122/3344`). */
export type Scope = { readonly platform: string; readonly tenant: string; readonly place?: string };

/** Who a briefing is for. For anyone else it does not exist. */
export type Audience = "everyone" | readonly Scope[];

const SCOPE = /^([a-z]+):([^\s/:]+)(?:\/([^\s/:]+))?$/;

/** `audience` in a briefing's header. */
export const audience = z.unknown().transform((value, context): Audience => {
  if (value === "everyone") return value;
  const listed: unknown = typeof value === "string" ? [value] : value;
  const wrong: unknown = Array.isArray(listed) ? listed.find((scope) => !SCOPE.test(String(scope))) : value;
  if (Array.isArray(listed) && listed.length > 0 && wrong === undefined) return listed.map(readScope);
  const given =
    Array.isArray(wrong) || wrong === undefined || wrong === "" ? "an empty value" : quoted(String(wrong), 60);
  context.addIssue({
    code: "custom",
    message: `“audience” must be everyone or a list of scopes like [slack:T0123, discord:1122/3344], not ${given}; until it is fixed the briefing is shown to nobody`,
  });
  return z.NEVER;
});

function readScope(text: unknown): Scope {
  const [, platform = "", tenant = "", place] = SCOPE.exec(String(text)) ?? [];
  return Object.freeze(place === undefined ? { platform, tenant } : { platform, tenant, place });
}
