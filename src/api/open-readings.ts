import type { Answers } from "#ask";
import type { Briefing, Library } from "#briefing";
import type { Caller, MayRead } from "./access/caller.ts";
import type { ReadChanges, Reading } from "./read/operation.ts";
import { viewOf } from "./read/view.ts";
import { openStories } from "./wire/briefing.ts";
import { openWire } from "./wire/citation.ts";

/** What programs are answered from. */
export type ApiContent = {
  /** The current library. */
  readonly library: () => Library;
  readonly mayRead: MayRead;
  /** Finds answers; opened with the first question. */
  readonly answers: () => Promise<Answers>;
  /** What a story said before; absent where nothing is stored. */
  readonly changed?: ReadChanges;
  /** The console's public address, without a trailing slash. */
  readonly publicUrl?: string;
  /** Who answers for what is published. */
  readonly publisher?: string;
};

/** Makes what each request is answered from. `spend`: takes units of work from what the caller may spend. */
export function openReadings(content: ApiContent): (caller: Caller, spend: Reading["spend"]) => Reading {
  const { mayRead, answers, changed, publicUrl, publisher } = content;
  const wire = openWire(publicUrl);
  const stories = openStories(wire, publisher);
  return (caller, spend) => {
    const library = content.library();
    const view = viewOf(library, caller, mayRead);
    const stillThere = ({ topic }: Briefing) => {
      const current = content.library().briefing(topic);
      return current && view.admits(current) ? current : undefined;
    };
    return { library, view, wire, stories, answers, spend, stillThere, ...(changed && { changed }) };
  };
}
