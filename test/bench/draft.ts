import type { Bench } from "./bench.ts";
import { measureBriefs } from "./draft/briefs.ts";
import { madeUp, measureDrafts, measureSpeed } from "./draft/drafts.ts";
import { measureSections } from "./draft/facets.ts";
import { measureMemory } from "./draft/memory.ts";
import { measureSupport } from "./draft/support.ts";

/** How well drafts are written and statements are checked, on data given by `--data`, and how fast. */
export const draftBench: Bench = {
  name: "draft",
  summary: "sections, briefs and support against labeled data of --data, and how fast drafts are",
  async run({ data }, print) {
    const broken: string[] = [];
    if (data !== undefined) {
      await measureSections(data, print);
      await measureBriefs(data, print);
      broken.push(...(await measureSupport(data, print)), ...(await measureDrafts(data, print)));
    }
    measureSpeed(print);
    measureMemory(
      {
        "a draft of 1 MB": [madeUp(1_000_000, 2)],
        "a draft of two documents of 500 KB": [madeUp(500_000, 2), madeUp(500_000, 3)],
        "a draft of ten documents of 10 KB": Array.from({ length: 10 }, (_, at) => madeUp(10_000, 10 + at)),
      },
      print,
    );
    return broken;
  },
};
