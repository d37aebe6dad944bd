import { asChecked, checkText, isError } from "#briefing";
import type { Published, Publishing } from "../publish/publish.ts";
import { Refused } from "../publish/refused.ts";
import { rewriteBriefing } from "./rewrite-briefing.ts";

/** Writes into a published briefing that somebody has looked at all of it and found it still true. Its words stay as they are. */
export function stillTrue(topic: string, publishing: Publishing): Promise<Published> {
  const at = new Date(publishing.now()).toISOString();
  const { name } = publishing.by;
  return rewriteBriefing(topic, publishing, {
    what: "written down",
    message: `Check ${topic}\n\nStill true: ${name} at ${at}.`,
    make: (file, before, sources) => checkedText(topic, file, before, name, at, sources),
  });
}

type Sources = Parameters<typeof asChecked>[2];

/** @throws Refused where something in it is withheld, or its header can't be rewritten */
function checkedText(topic: string, file: string, before: string, by: string, at: string, sources: Sources): string {
  const after = asChecked(before, { by, at }, sources);
  const [was, is] = [before, after].map((text) => checkText({ topic, file, text }, sources, (id) => id));
  if (!was?.briefing) throw new Refused(`${file} is withdrawn, or shown to nobody: there is nothing to check`);
  const errors = was.problems.filter(isError).length;
  if (errors > 0)
    throw new Refused(
      `${file} has ${errors === 1 ? "a problem" : `${errors} problems`}: see npm run check, and fix it first`,
    );
  if (is?.briefing?.version === was.briefing.version && is.briefing.checked?.isChangedSince === false) return after;
  throw new Refused(`The header of ${file} cannot be rewritten: write each key on a line of its own, like title: …`);
}
