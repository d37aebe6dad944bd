import { z } from "zod";
import { given } from "../wire/citation.ts";
import { inCodePoints } from "../wire/offsets.ts";
import { sourceName, sourceText } from "../wire/schemas.ts";
import { missing, operation, type Reading, typed } from "./operation.ts";
import type { SeenSource } from "./view.ts";

const MOST_LISTED = 200;

const sources = z.object({
  sources: z.array(sourceName).describe("By id."),
  next: z.string().optional().describe("There are more: give this as `after`."),
});

/** The sources of the stories that a caller may read. */
export const listSources = operation({
  name: "list_sources",
  title: "List sources",
  summary: "The sources that the stories you may read cite, by id.",
  input: z.strictObject({
    after: z.string().max(64).optional().describe("List those whose ids come after this one."),
    limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(100),
  }),
  output: sources,
  outputId: "Sources",
  route: { method: "get", path: "/api/sources" },
  isTool: false,
  units: 3,
  run({ after = "", limit }, { view, wire }) {
    const seen = view.sources().filter(({ id }) => id > after);
    const listed = seen.slice(0, limit);
    const last = listed.at(-1);
    return { sources: listed.map(wire.name), ...(last && seen.length > limit && { next: last.id }) };
  },
});

/** One source, as far as a caller may read it. */
export const getSource = operation({
  name: "get_source",
  title: "Read a source",
  summary: "What you may read of a source: its quoted passages with a sentence on either side, or all of it.",
  input: z.strictObject({ id: typed(64) }),
  output: sourceText,
  outputId: "Source",
  route: { method: "get", path: "/api/sources/{id}" },
  isTool: false,
  units: 3,
  run({ id }, reading) {
    const seen = reading.view.source(id);
    return seen ? sourceOf(seen, reading) : noSource;
  },
});

export const noSource = missing("source", "GET /api/sources lists them.");

/** A source in the form that is sent. */
export function sourceOf({ source, citing, whole, parts }: SeenSource, { wire }: Reading): z.output<typeof sourceText> {
  const said = new Map(citing.map((one) => [one.statement, one]));
  return {
    ...wire.name(source),
    ...given({ retrieved: source.retrieved }),
    whole,
    parts: parts.map((part) => ({ text: source.text.slice(part.start, part.end), ...inCodePoints(part, source) })),
    citedBy: [...said.values()].map(({ briefing: { topic }, section, statement: { text } }) => ({
      topic,
      section,
      text,
    })),
  };
}
