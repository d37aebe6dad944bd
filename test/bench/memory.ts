import type { Bench } from "./bench.ts";
import { openLimit } from "./memory/limit.ts";
import { type WholeBotResult, wholeBotRun } from "./memory/whole-bot.ts";

const LIMIT_MB = 256;
/** Where the kernel cannot be asked to keep the limit: what JavaScript may take then. */
const HEAP_MB = 128;

/** What the whole bot takes up, and whether it lives within what small machines have. */
export const memoryBench: Bench = {
  name: "memory",
  summary: "the whole bot, both platforms, its store open: idle, after 3,000 posts, at most; and within 256 MB",
  async run({ quick }, print) {
    const broken: string[] = [];
    const deliveries = quick ? 200 : 3_000;
    const say = (name: string, note: string, result: WholeBotResult) => {
      const { idleMb, afterMb, ownMb, mostMb, lost, twice, firstScheduleMs, seconds, ended } = result;
      print({
        ...{ case: name, posts: deliveries, idleMb, afterMb, ownMb, mostMb, lost, twice, firstScheduleMs },
        ...{ seconds: Math.round(seconds), note: ended ?? note },
      });
      if (lost + twice > 0) broken.push(`${name}: ${lost} lost, ${twice} twice`);
      if (ended !== undefined) broken.push(`${name}: ${ended}`);
    };
    say("whole bot", "aims: idle ≤ 165, after ≤ 195, most ≤ 225", await wholeBotRun({ deliveries }));
    const limit = openLimit(LIMIT_MB);
    if (!limit) {
      const flags = [`--max-old-space-size=${HEAP_MB}`];
      const note = `no limit by the kernel here: heap of ${HEAP_MB} MB, resident memory measured`;
      say(`whole bot, ${LIMIT_MB} MB`, note, await wholeBotRun({ deliveries, flags }));
      return broken;
    }
    try {
      say(`whole bot, ${LIMIT_MB} MB`, limit.how, await wholeBotRun({ deliveries, limit }));
    } finally {
      limit.remove();
    }
    return broken;
  },
};
