import { z } from "zod";
import { audience } from "../content/audience.ts";
import { change, checkBy, owner } from "./freshness-fields.ts";
import { dateField, textField } from "./header-fields.ts";
import { checked, reviewed } from "./review.ts";

const SCOPE = { type: "string", pattern: "^[a-z]+:[^\\s/:]+(/[^\\s/:]+)?$" };

/** What a briefing's header may contain. The descriptions are for editors: see `headerSchema`. */
export const BRIEFING_HEADER = z.strictObject({
  title: textField(75, "title")
    .refine((text) => !/\p{STerm}$/u.test(text), "“title” is a label, not a sentence: remove the closing punctuation")
    .meta({
      description: "What the story is called: a label of at most 75 characters, without closing punctuation",
      pattern: "[^.!?\\s]\\s*$",
    }),
  aliases: z
    .array(textField(75, "aliases"), "“aliases” must be a list like [irs, taxpayer data]")
    .max(20, "“aliases” has more than 20 entries")
    .describe("Other names that people may type for the story")
    .optional(),
  asOf: dateField("asOf").describe("The day that the briefing describes, as YYYY-MM-DD").optional(),
  audience: audience
    .meta({
      description:
        "Who it is for: everyone, or a list like [slack:T0123, discord:1122/3344]. For others it doesn't exist",
      anyOf: [{ const: "everyone" }, SCOPE, { type: "array", minItems: 1, items: SCOPE }],
    })
    .optional(),
  drafted: z
    .literal("machine", "“drafted” must be machine, or left out")
    .describe("Written by npm run draft; npm run publish takes it out")
    .optional(),
  reviewed: reviewed.meta({ type: "object", description: "Who reviewed it; written by npm run publish" }).optional(),
  checked: checked
    .meta({ type: "object", description: "Who found it still true; written by npm run publish with --still-true" })
    .optional(),
  change: change
    .meta({ type: "object", description: "What the last change was; written by npm run publish and npm run correct" })
    .optional(),
  owner: owner
    .meta({
      description:
        "Who keeps it up to date: a name, a channel like slack:T0123/C0456, or a person like discord:1122/@3344",
      type: "string",
    })
    .optional(),
  checkBy: checkBy
    .meta({
      description: "When it is to be looked at again: a date as YYYY-MM-DD, or a number of days like 7 days",
      type: "string",
      pattern: "^\\s*(\\d{4}-\\d{2}-\\d{2}|(?!0+ )\\d{1,4} days?)\\s*$",
    })
    .optional(),
  withdrawn: z
    .boolean("“withdrawn” must be true or false; until it is fixed the briefing counts as withdrawn")
    .describe("true takes the briefing out of all answers at once")
    .optional(),
});
