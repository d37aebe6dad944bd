import { LRUCache } from "lru-cache";
import type { z } from "zod";
import { type Briefing, dateOf, dueOn, reviewNotice, SECTION_TITLES, type SectionName } from "#briefing";
import { given, type Wire } from "./citation.ts";
import type { briefing, topic } from "./schemas.ts";

export type WireBriefing = z.output<typeof briefing>;
export type WireTopic = z.output<typeof topic>;

/** Puts stories into the form that is sent. */
export type Stories = {
  topic(briefing: Briefing): WireTopic;
  briefing(briefing: Briefing): WireBriefing;
};

/** Stories whose form is kept: finding the sentences around quotes takes longest, and the same few are asked for. */
const MOST_KEPT = 64;

/** Makes the form of stories. `publisher`: who answers for them. */
export function openStories(wire: Wire, publisher: string | undefined): Stories {
  const kept = new LRUCache<Briefing, WireBriefing>({ max: MOST_KEPT });
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
    briefing(briefing) {
      const made = kept.get(briefing) ?? make(briefing);
      kept.set(briefing, made);
      return made;
    },
  };
}
