import type { Bench } from "./bench.ts";
import { measureBriefs } from "./draft/briefs.ts";
import { measureDrafts, measureSpeed } from "./draft/drafts.ts";
import { measureSections } from "./draft/facets.ts";
import { measureSupport } from "./draft/support.ts";

/** How well drafts are written and statements are checked, on data given by `--data`, and how fast. */
export const draftBench: Bench = {
  name: "draft",
  summary: "sections, briefs and support against labelled data of --data, and how fast drafts are",
  async run({ data }, print) {
    const broken: string[] = [];
    if (data !== undefined) {
      await measureSections(data, print);
      await measureBriefs(data, print);
      broken.push(...(await measureSupport(data, print)), ...(await measureDrafts(data, print)));
    }
    measureSpeed(print);
    return broken;
  },
};
