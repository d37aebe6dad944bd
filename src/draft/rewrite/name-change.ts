import { asChanged, checkText } from "#briefing";
import type { Published, Publishing } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { rewriteBriefing } from "./rewrite-briefing.ts";

type Sources = Parameters<typeof asChanged>[2];
/** What the last change of a briefing was, and what was wrong. */
export type NamedChange = Parameters<typeof asChanged>[1];

/** Writes into a briefing what its last change was: the running bot amends what it posted. Its words stay as they are. */
export function nameChange(
  topic: string,
  change: NamedChange,
  publishing: Omit<Publishing, "now">,
): Promise<Published> {
  return rewriteBriefing(topic, publishing, {
    what: "written down",
    message: `Name the last change of ${topic} a ${change.kind}\n\n${change.why}`,
    make: (file, before, sources) => changedText(topic, file, before, change, sources),
  });
}

/** @throws Refused where its header can't be rewritten, or can't hold the sentence */
function changedText(topic: string, file: string, before: string, change: NamedChange, sources: Sources): string {
  const after = asChanged(before, change, sources);
  const [was, is] = [before, after].map((text) => checkText({ topic, file, text }, sources, (id) => id));
  const isSame = was?.briefing?.version === is?.briefing?.version;
  // Of a withdrawn briefing there is no more to compare than the header.
  const isThere = is?.briefing === undefined || is.briefing.change?.isCurrent === true;
  if (isSame && isThere && (is?.problems.length ?? 0) <= (was?.problems.length ?? 0)) return after;
  throw new Refused(
    `The header of ${file} cannot be rewritten: write each key on a line of its own, like title: …, and what was wrong in one sentence of at most 300 characters`,
  );
}
