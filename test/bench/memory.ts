import type { Bench } from "./bench.ts";
import { openLimit } from "./memory/limit.ts";
import { type WholeBotResult, type WholeBotRun, wholeBotRun } from "./memory/whole-bot.ts";

const LIMIT_MB = 256;
/** What the bot and a draft beside it have to share. */
const COMMON_MB = 384;
/** Where the kernel cannot be asked to keep the limit: what JavaScript may take then. */
const HEAP_MB = 128;

/** What the whole bot takes up, and whether it lives within what small machines have. */
export const memoryBench: Bench = {
  name: "memory",
  summary:
    "the whole bot, both platforms, its store open: idle, after 3,000 posts, at most; within 256 MB; and within 384 MB with a draft of 1 MB beside it",
  async run({ quick }, print) {
    const broken: string[] = [];
    const deliveries = quick ? 200 : 3_000;
    const say = (name: string, note: string, result: WholeBotResult) => {
      const { idleMb, afterMb, ownMb, mostMb, lost, twice, firstScheduleMs, seconds, ended } = result;
      const { draftMb = "", togetherMb = "" } = result;
      print({
        ...{ case: name, posts: deliveries, idleMb, afterMb, ownMb, mostMb, draftMb, togetherMb },
        ...{ lost, twice, firstScheduleMs },
        ...{ seconds: Math.round(seconds), note: ended ?? note },
      });
      if (lost + twice > 0) broken.push(`${name}: ${lost} lost, ${twice} twice`);
      if (ended !== undefined) broken.push(`${name}: ${ended}`);
    };
    say("whole bot", "aims: idle ≤ 165, after ≤ 195, most ≤ 225", await wholeBotRun({ deliveries }));
    await within(LIMIT_MB, async (how, given) => {
      say(`whole bot, ${LIMIT_MB} MB`, how, await wholeBotRun({ deliveries, ...given }));
    });
    await within(COMMON_MB, async (how, given) => {
      const result = await wholeBotRun({ deliveries, drafts: true, ...given });
      say(`whole bot and a draft of 1 MB, ${COMMON_MB} MB`, how, result);
      const { togetherMb = 0 } = result;
      if (!given.limit && togetherMb > COMMON_MB) broken.push(`the bot and a draft took up ${togetherMb} MB together`);
    });
    return broken;
  },
};

type Given = Pick<WholeBotRun, "limit" | "flags">;

/** Does something within a limit, which the kernel keeps where it can. */
async function within(mb: number, run: (how: string, given: Given) => Promise<void>): Promise<void> {
  const limit = openLimit(mb);
  if (!limit) {
    const flags = [`--max-old-space-size=${HEAP_MB}`];
    await run(`no limit by the kernel here: a heap of ${HEAP_MB} MB each, resident memory measured`, { flags });
    return;
  }
  try {
    await run(limit.how, { limit });
  } finally {
    limit.remove();
  }
}
