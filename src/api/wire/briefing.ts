import { LRUCache } from "lru-cache";
import type { z } from "zod";
import { type Briefing, dateOf, dueOn, reviewNotice, SECTION_TITLES, type SectionName } from "#briefing";
import { given, type Wire } from "./citation.ts";
import type { briefing, topic } from "./schemas.ts";
import { type Written, write } from "./serialized-body.ts";

export type WireBriefing = z.output<typeof briefing>;
export type WireTopic = z.output<typeof topic>;

/** Puts stories into the form that is sent. */
export type Stories = {
  topic(briefing: Briefing): WireTopic;
  briefing(briefing: Briefing): WireBriefing;
  /** The same, as it is sent. */
  written(briefing: Briefing): Written;
};

/** Bytes kept of what is sent: making a long story takes milliseconds, and the same ones are asked for again and again. */
const MOST_KEPT_BYTES = 16_000_000;

/** Makes the form of stories. `publisher`: who answers for them. */
export function openStories(wire: Wire, publisher: string | undefined): Stories {
  // By id, so that what is kept of a story makes way for its next words; the story shows whether they are the same.
  const kept = new LRUCache<string, { readonly of: Briefing; readonly written: Written }>({
    maxSize: MOST_KEPT_BYTES,
    sizeCalculation: ({ written }) => written.bytes.length,
  });
  const topicOf = (briefing: Briefing): WireTopic => {
    const { topic, title, aliases, audience, version, changedAt } = briefing;
    return {
      ...{ topic, title, aliases: [...aliases], restricted: audience !== "everyone", version },
      ...given({ asOf: dateOf(briefing), changedAt, url: wire.page(`/briefings/${topic}`) }),
    };
  };
  const make = (briefing: Briefing): WireBriefing => {
    const section = (name: SectionName) => {
      const { statements, withheld } = briefing.sections[name];
      return { title: SECTION_TITLES[name], statements: statements.map(wire.statement), withheld };
    };
    return {
      ...topicOf(briefing),
      ...given({ notice: reviewNotice(briefing), checkBy: dueOn(briefing), publisher }),
      sections: {
        happening: section("happening"),
        important: section("important"),
        next: section("next"),
        differ: section("differ"),
      },
    };
  };
  return {
    topic: topicOf,
    briefing: make,
    written(briefing) {
      const known = kept.get(briefing.topic);
      if (known?.of === briefing) return known.written;
      const written = write(make(briefing));
      kept.set(briefing.topic, { of: briefing, written });
      return written;
    },
  };
}
