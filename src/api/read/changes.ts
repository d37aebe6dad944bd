import { z } from "zod";
import type { Gone, KeptStatement } from "#editions";
import { given } from "../wire/citation.ts";
import { changes } from "../wire/schemas.ts";
import { noStory, operation, story, storyNamed, typed } from "./operation.ts";

/** What changed in a story. */
export const whatChanged = operation({
  name: "what_changed",
  title: "What changed in a story",
  summary: "What was corrected, reworded, added and withdrawn in a story since a time; by default, in the past week.",
  input: z.strictObject({
    topic: story,
    since: typed(60).default("7 days").describe("“yesterday”, “7 days” or a date like 2026-11-20, in UTC."),
  }),
  output: changes,
  outputId: "Changes",
  route: { method: "get", path: "/api/briefings/{topic}/changes" },
  isTool: true,
  units: 10,
  async run({ topic, since }, reading) {
    const found = storyNamed(topic, reading);
    if (!found) return noStory;
    const { changed, view, wire, stillThere } = reading;
    const known = changed ? await changed(found, since) : "not kept";
    if (!stillThere(found)) return noStory;
    if (known === "unread") return { trouble: { status: 400, detail: NO_TIME } };
    if (typeof known === "string") return { trouble: { status: 503, detail: UNKNOWN[known] } };
    const wasOf = ({ was }: Gone) => (was && view.mayRead(was.audience) ? oldOf(was) : undefined);
    const changeOf = ({ now, ...gone }: (typeof known.corrected)[number]) => ({
      ...given({ was: wasOf(gone) }),
      now: wire.statement(now),
    });
    const withdrawn = known.withdrawn.flatMap((gone) => wasOf(gone) ?? []);
    return {
      ...{ topic: found.topic, title: found.title, since: new Date(known.sinceMs).toISOString() },
      corrected: known.corrected.map(changeOf),
      reworded: known.reworded.map(changeOf),
      added: known.added.map(wire.statement),
      withdrawn,
      withdrawnUnsaid: known.withdrawn.length - withdrawn.length,
      unchanged: known.unchanged,
      corrections: known.whys
        .filter(({ audiences }) => audiences.every(view.mayRead))
        .map(({ kind, why, atMs }) => ({ kind, why, at: new Date(atMs).toISOString() })),
    };
  },
});

const NO_TIME = "“since” is not a time in the past. Use “yesterday”, “7 days” or a date like 2026-11-20.";
const UNKNOWN = {
  none: "There is no record yet of what this story said before. Try again in a minute.",
  "not kept":
    "No history is stored here. A bot connected to Slack or Discord records it in its DATA_DIR or DATABASE_URL: set the same one here.",
  away: "What stories said before cannot be read right now. Try again in a minute.",
} as const;

function oldOf({ text, cites }: KeptStatement) {
  return { text, quotes: cites.map(([source, , exact]) => ({ source, exact })) };
}
