import type { Audience } from "#briefing";

/** Whether a stored value is an audience. */
export function isAudience(stored: unknown): stored is Audience {
  return (
    stored === "everyone" ||
    (Array.isArray(stored) &&
      stored.every((one: unknown) => typeof one === "object" && one !== null && "platform" in one && "tenant" in one))
  );
}
