import type { Audience, Briefing, Citing, Library, Source } from "#briefing";
import type { Place } from "#chat";

/** Whether what is for `audience` may be said in `place`. */
export type MayRead = (audience: Audience, place: Place) => boolean;

/**
 * A source with the statements that cite it, as far as the viewer may see them. `whole`: all of its words, not only those
 * that are quoted and what stands around them.
 */
export type SeenSource = { readonly source: Source; readonly citing: readonly Citing[]; readonly whole: boolean };

/** What there is, for one viewer. What they may not see does not exist here. */
export type Visible = {
  briefings(): readonly Briefing[];
  briefing(topic: string): Briefing | undefined;
  sources(): readonly SeenSource[];
  source(id: string): SeenSource | undefined;
};

/** Where a person asks from who has come in by the front door: others read along, so only what is for everyone. */
export const VISITORS: Place = { platform: "console", tenant: "local", id: "playground", outsiders: true };

/** Where a person asks from who is logged in and names no other place. */
export const PLAYGROUND: Place = { platform: "console", tenant: "local", id: "playground" };

/** What a viewer may see: all of it when logged in, otherwise the briefings for everyone and the sources they cite. */
export function visibleTo(loggedIn: boolean, library: Library, mayRead: MayRead): Visible {
  const admits = ({ audience }: Briefing) => loggedIn || mayRead(audience, VISITORS);
  const see = (source: Source): SeenSource | undefined => {
    const citing = library.citing(source.id).filter(({ briefing }) => admits(briefing));
    const whole = loggedIn || source.fullText === true;
    return loggedIn || citing.length > 0 ? { source, citing, whole } : undefined;
  };
  return {
    briefings: () => library.briefings.filter(admits),
    briefing(topic) {
      const briefing = library.briefing(topic);
      return briefing && admits(briefing) ? briefing : undefined;
    },
    sources: () => library.sources.map(see).filter((seen) => seen !== undefined),
    source(id) {
      const source = library.source(id);
      return source && see(source);
    },
  };
}
