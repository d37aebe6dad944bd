import { measureAnswers } from "./ask/quality.ts";
import { measureSpeed } from "./ask/speed.ts";
import type { Bench } from "./bench.ts";

/** How well questions are answered, on data given by `--data`, and how fast. */
export const askBench: Bench = {
  name: "ask",
  summary: "answers and abstention against labeled data of --data, and how fast questions are answered",
  async run({ data, quick }, print) {
    if (data !== undefined) await measureAnswers(data, print);
    measureSpeed(quick, print);
    return [];
  },
};
