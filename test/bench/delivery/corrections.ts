import { type FakePlatform, startPlatform } from "../../fakes/platform.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { correctedLibrary, openNewsroom } from "./correcting-newsroom.ts";
import { type Child, type Ground, type Kind, type Place, startChild, withStore } from "./ground.ts";
import { quiet } from "./quiet.ts";

export type CorrectionRun = {
  readonly kind: Kind;
  readonly posts: number;
  readonly corrections: number;
  readonly kills: number;
  readonly replicas: number;
};

export type CorrectionResult = {
  /** Posts that carry their correction once. */
  readonly amended: number;
  /** Posts that say the old words, and nobody was told. */
  readonly missed: number;
  /** Posts that carry it more than once, and channels told more than once. */
  readonly twice: number;
  /** What could not be made sure of, and was told. */
  readonly told: number;
  /** Channels that heard of no correction of theirs, and nobody was told. */
  readonly unheard: number;
  readonly seconds: number;
};

const CHANNELS = 60;

/** Corrects stories while processes are killed and the platform drops answers; then looks at what stands in the channels. */
export async function correctionRun(
  { kind, posts, corrections, kills, replicas }: CorrectionRun,
  ground: Ground,
): Promise<CorrectionResult> {
  const place = await ground.database(kind);
  const platform = await startPlatform();
  await post({ posts, stories: corrections, place, platform });
  platform.faults = { drop: 0.05, busy: 0.02, broken: 0.02, retryAfterMs: 100, latencyMs: 60 };
  const startedAt = performance.now();
  let corrected = 0;
  const start = () =>
    startChild(
      {
        ...{ does: "correct", ...place, platformUrl: platform.url, offsetMs: 0, mostAtOnce: 20 },
        ...{ stories: corrections, corrected },
      },
      ground.program,
    );
  const running: Child[] = Array.from({ length: replicas }, start);
  try {
    for (let killed = 0; killed < kills; killed += 1) {
      const one = running.splice(Math.floor(Math.random() * running.length), 1)[0] as Child;
      await one.ready;
      corrected = Math.ceil(((killed + 1) * corrections) / kills);
      for (const child of [one, ...running]) child.tell(`corrected ${corrected}`);
      await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 900));
      await one.kill();
      while (running.length < replicas) running.push(start());
    }
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await Promise.all(running.map(({ ready }) => ready));
      await quiet(() => platform.edits.length + platform.messages.length, QUIET_MS);
      await Promise.all(running.splice(0).map((child) => child.stop()));
      // After lost answers a job may be due in a minute, and the notices of its channel wait for it.
      if ((await openJobs(place)) === 0) break;
      running.push(...Array.from({ length: replicas }, start));
    }
    const seconds = (performance.now() - startedAt) / 1_000;
    return { ...(await judge(platform, place)), seconds };
  } finally {
    await Promise.all(running.map((child) => child.kill()));
    await platform.stop();
  }
}

/** Longer than a claim of a dead process is waited for. */
const QUIET_MS = 8_000;
/** Together longer than the longest pause between two tries. */
const MOST_ROUNDS = 10;

function openJobs(place: Place): Promise<number> {
  return withStore(place, async ({ db }) => {
    const open = db.selectFrom("amendments").select("key").where("state", "in", ["planned", "sending"]);
    return (await open.execute()).length;
  });
}

type Posting = {
  readonly posts: number;
  readonly stories: number;
  readonly place: Place;
  readonly platform: FakePlatform;
};

/** Posts what is to be corrected, and records its editions. */
async function post({ posts, stories, place, platform }: Posting): Promise<void> {
  const { createStore } = await import("#store");
  const store = createStore({ ...place, now: Date.now });
  const { schedule, adapter, editions } = openNewsroom(store, platform.url, Date.now);
  const library = correctedLibrary(stories, 0);
  editions.see(library);
  editions.start((tell) => {
    tell(true);
    return { stop: async () => {} };
  }, []);
  await editions.record();
  const bot = botOver(library);
  for (let index = 0; index < posts; index += 1) {
    const channel = { platform: "fake", tenant: "T1", id: `C${index % CHANNELS}` };
    const words = `story-${index % stories}`;
    const reply = await bot.answer({ id: `${index}`, command: "briefing", words, place: channel, by: { id: "U1" } });
    const posted = await adapter.post(channel, reply, `${words} ${index}`);
    await schedule.publicPosts.record({ ask: `${index}`, kind: "share", place: channel, reply, posted });
  }
  await editions.stop();
  await store.close();
  await adapter.stop();
}

async function judge({ messages }: FakePlatform, place: Place): Promise<Omit<CorrectionResult, "seconds">> {
  const jobs = await withStore(place, ({ db }) => db.selectFrom("amendments").selectAll().execute());
  const operators = await withStore(place, ({ db }) => db.selectFrom("notices").select("key").execute());
  const told = new Set(operators.map(({ key }) => key));
  const isTold = (key: string) => [...told].some((one) => one.startsWith(`uncorrected:${key}:`));
  const byMessage = new Map(jobs.filter(({ kind }) => kind === "amend").map((job) => [job.message, job]));
  const posts = messages.filter(({ replyTo, place }) => replyTo === undefined && place !== "OPS");
  const count = (text: string) =>
    text.split("\n").filter((line) => /^Corrected \d+ \w+: The time of/.test(line)).length;
  const right = posts.filter(({ text, key }) => {
    const index = key.split(" ")[0]?.split("-")[1];
    return (
      count(text) === 1 &&
      text.includes(`The time of ${index} was missing.`) &&
      text.includes("• Now: The union stops work at noon.")
    );
  });
  const replies = messages.filter(({ replyTo }) => replyTo !== undefined);
  const perNotice = Map.groupBy(replies, ({ place, text }) => `${place} ${text}`);
  const wanted = new Set(posts.map(({ place, key }) => `${place} story-${key.split(" ")[0]?.split("-")[1]}`));
  const heard = new Set(
    replies.map(({ place, text }) => `${place} ${/^Story (\d+)/.exec(text)?.[0].replace("Story ", "story-")}`),
  );
  const notices = new Map(
    jobs.filter(({ kind }) => kind === "notice").map((job) => [`${job.place} ${job.topic}`, job]),
  );
  const wrong = posts.filter((one) => !right.includes(one));
  const isExcused = ({ id }: { id: string }) => isTold(byMessage.get(id)?.key ?? "none");
  const silent = [...wanted].filter((one) => !heard.has(one));
  return {
    amended: right.length,
    missed: wrong.filter((one) => count(one.text) < 2 && !isExcused(one)).length,
    twice:
      wrong.filter(({ text }) => count(text) > 1).length +
      [...perNotice.values()].filter((all) => all.length > 1).length,
    told: wrong.filter(isExcused).length + silent.filter((one) => isTold(notices.get(one)?.key ?? "none")).length,
    unheard: silent.filter((one) => !isTold(notices.get(one)?.key ?? "none")).length,
  };
}
