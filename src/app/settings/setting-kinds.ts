import { z } from "zod";
import type { Place } from "#chat";

/** A port to listen on. */
export function port() {
  const message = "a whole number from 0 to 65535 (0: any free port)";
  return z
    .string(message)
    .regex(/^\d{1,5}$/, message)
    .transform(Number)
    .pipe(z.number().max(65_535, message));
}

/** Values separated by commas or spaces. */
export function list(form: RegExp, message: string) {
  return z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.string().regex(form, message)).min(1, message));
}

/** An origin: scheme, host and port. */
export function address(message: string) {
  return z.string().transform((text, context) => {
    const url = URL.parse(text);
    const plain = url && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search && !url.hash;
    if (plain && !url.username && !url.password) return url.origin;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}

/** A place to post in. */
export function place() {
  const message = "a place like slack:T0123/C045 or discord:1122/3344";
  return z
    .string()
    .regex(/^[a-z]+:[^\s/]+\/[^\s/]+$/, message)
    .transform((text): Place => {
      const [, platform = "", tenant = "", id = ""] = /^([a-z]+):([^/]+)\/(.+)$/.exec(text) ?? [];
      return { platform, tenant, id };
    });
}

const MODEL_ADDRESSES = { openai: "https://api.openai.com/v1", anthropic: "https://api.anthropic.com/v1" };

/** A model: its provider and name, or its name and the address of its API. */
export function model() {
  const message = "openai:NAME, anthropic:NAME, or NAME@ADDRESS, like qwen3:8b@http://localhost:11434/v1";
  return z.string().transform((text, context) => {
    const [, speaks, name = "", address] =
      /^(?:(openai|anthropic):)?([^\s@]+)(?:@(https?:\/\/[^\s@?#]+))?$/.exec(text) ?? [];
    const own = speaks === "anthropic" ? "anthropic" : "openai";
    const url = address ?? (speaks === undefined ? undefined : MODEL_ADDRESSES[own]);
    if (name !== "" && url !== undefined && URL.canParse(url)) return { speaks: own, name, url } as const;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
}
