import { z } from "zod";
import type { Place } from "#chat";

/** A person on a platform, as `owner` names one in a briefing. */
export type Reviewer = Pick<Place, "platform" | "tenant" | "id">;

const PERSON = /^([a-z]+):([^\s/:]+)\/@?([^\s/:@]+)$/;

/** The people who may withdraw a story at once, each with their workspace or server, separated by spaces or commas. */
export function reviewers() {
  const message = "people like slack:T0123/U045 or discord:1122/@3344, separated by spaces";
  return z.string().transform((text, context): readonly Reviewer[] => {
    const named = text.split(/[\s,]+/).filter(Boolean);
    const found = named.map((one) => PERSON.exec(one));
    if (found.includes(null)) {
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    return found.map((match) => {
      const [, platform = "", tenant = "", id = ""] = match ?? [];
      return { platform, tenant, id };
    });
  });
}
