import {
  type Admits,
  type Audience,
  type Citing,
  type Library,
  type Passage,
  readableParts,
  type Source,
} from "#briefing";
import type { Caller, MayRead } from "../access/caller.ts";

/** A source with the statements that cite it and the parts of its text, as far as a caller may read them. */
export type SeenSource = {
  readonly source: Source;
  readonly citing: readonly [Citing, ...Citing[]];
  readonly whole: boolean;
  /** In order, apart from each other; everything if `whole`. */
  readonly parts: readonly Passage[];
};

/** The content as one caller sees it. What they may not read does not exist here. */
export type View = {
  readonly admits: Admits;
  mayRead(audience: Audience): boolean;
  source(id: string): SeenSource | undefined;
  /** By id. */
  sources(): readonly Source[];
};

/** What a caller may read: the stories for everyone and for their scopes, and of the sources what those quote. */
export function viewOf(library: Library, caller: Caller, mayReadIn: MayRead): View {
  const mayRead = (audience: Audience) =>
    audience === "everyone" || caller.scopes.some((scope) => mayReadIn(audience, scope));
  const admits: Admits = ({ audience }) => mayRead(audience);
  const citingOf = (id: string) => library.citing(id).filter(({ briefing }) => admits(briefing));
  return {
    admits,
    mayRead,
    source(id) {
      const source = library.source(id);
      const [first, ...rest] = source ? citingOf(id) : [];
      if (!source || !first) return undefined;
      const whole = source.fullText === true || caller.readsWhole;
      const citations = [first, ...rest].map(({ citation }) => citation);
      const parts = whole ? [{ start: 0, end: source.text.length }] : readableParts(source, citations);
      return { source, citing: [first, ...rest], whole, parts };
    },
    sources: () => library.sources.filter(({ id }) => citingOf(id).length > 0),
  };
}
