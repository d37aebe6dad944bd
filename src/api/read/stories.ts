import { z } from "zod";
import { briefing, topic } from "../wire/schemas.ts";
import { noStory, operation, story, storyNamed } from "./operation.ts";

const MOST_LISTED = 200;

const topics = z.object({
  topics: z.array(topic).describe("By id."),
  next: z.string().optional().describe("There are more: give this as `after`."),
});

/** The stories that a caller may read. */
export const listTopics = operation({
  name: "list_topics",
  title: "List stories",
  summary: "The stories that you may read, by id.",
  input: z.strictObject({
    after: z.string().max(48).optional().describe("List those whose ids come after this one."),
    limit: z.coerce.number().int().min(1).max(MOST_LISTED).default(100),
  }),
  output: topics,
  outputId: "Topics",
  route: { method: "get", path: "/api/topics" },
  isTool: true,
  units: 3,
  run({ after = "", limit }, { library, view, stories }) {
    const seen = library.briefings
      .filter((briefing) => view.admits(briefing) && briefing.topic > after)
      .sort((a, b) => (a.topic < b.topic ? -1 : 1));
    const listed = seen.slice(0, limit);
    const last = listed.at(-1);
    return { topics: listed.map(stories.topic), ...(last && seen.length > limit && { next: last.topic }) };
  },
});

/** One story, whole. */
export const getBriefing = operation({
  name: "get_briefing",
  title: "Read a story",
  summary: "A whole story: what is happening, why it is important, what is next, each sentence with its citations.",
  input: z.strictObject({ topic: story }),
  output: briefing,
  outputId: "Briefing",
  route: { method: "get", path: "/api/briefings/{topic}" },
  isTool: true,
  units: 1,
  run({ topic }, reading) {
    const found = storyNamed(topic, reading);
    return found ? { written: reading.stories.written(found) } : noStory;
  },
});
