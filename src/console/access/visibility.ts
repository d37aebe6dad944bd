import type { Audience, Briefing, Citing, Library, Source } from "#briefing";
import type { Place } from "#chat";

/** Whether something for `audience` may be shown in `place`. */
export type MayRead = (audience: Audience, place: Place) => boolean;

/**
 * A source with the statements that cite it, as far as the viewer may see them. `whole`: whether they may see all of
 * its words, not only the quotes and a sentence on either side.
 */
export type SeenSource = { readonly source: Source; readonly citing: readonly Citing[]; readonly whole: boolean };

/** The content as one viewer sees it. What they may not see does not exist here. */
export type Visible = {
  briefings(): readonly Briefing[];
  briefing(topic: string): Briefing | undefined;
  sources(): readonly SeenSource[];
  source(id: string): SeenSource | undefined;
};

/**
 * Where visitors ask from: others may read along, so they get only what is for everyone, and only the quoted passages
 * of sources.
 */
export const VISITORS: Place = {
  platform: "console",
  tenant: "local",
  id: "playground",
  outsiders: true,
  quotesOnly: true,
};

/** Where people who are logged in ask from, unless they name another place. */
export const PLAYGROUND: Place = { platform: "console", tenant: "local", id: "playground" };

/** What a viewer may see: everything when logged in, otherwise the briefings for everyone and the sources they cite. */
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
