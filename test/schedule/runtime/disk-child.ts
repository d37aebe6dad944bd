import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { createSchedule } from "#schedule";
import { createStore } from "#store";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";

/**
 * A bot in a process of its own, whose files cannot grow for a while: to whoever writes, that is a full disk. It says on
 * its standard output what people were answered meanwhile.
 */
const [folder = "", platformUrl = ""] = process.argv.slice(2);
const HERE = { platform: "fake", tenant: "T1", id: "CSAVE" };
const by = { id: "U1", name: "Sam" };

const logged: string[] = [];
const log = { info() {}, warn() {}, error: (_: object, message: string) => void logged.push(message) };
const onBroken = ({ message }: Error) => void logged.push(message);
const store = createStore({ folder, now: Date.now, onBroken });
const schedule = createSchedule({
  store,
  log,
  now: Date.now,
  newId: randomUUID,
  tickMs: 50,
  pollMs: 50,
  recoverMs: 200,
  mostAtOnce: 5,
});
const bot = botOver(STORIES, { schedule });
const platform = fakeAdapter({ url: platformUrl });
schedule.connect([platform]);

const about = { command: "briefing-schedule", place: HERE, by };
const proposed = await bot.answer({ ...about, id: "propose", options: { topic: "walkout", times: "daily 9:00" } });
const save = { ...about, id: "save", options: proposed.actions[0]?.ask.options ?? {} };
const posted = async (): Promise<number> => {
  const { db } = await store.open();
  return (await db.selectFrom("deliveries").select("id").where("state", "=", "sent").execute()).length;
};

schedule.start(bot);
while ((await posted()) < 20) await sleep(20);
letFilesGrowTo("1000");
const answers: string[] = [];
let longestMs = 0;
const refused = await bot.answer(save);
for (const until = performance.now() + 2_500; performance.now() < until; ) {
  const asked = performance.now();
  answers.push((await bot.answer({ id: "ask", command: "whats-next", words: "walkout", place: HERE, by })).outcome);
  await sleep(10);
  longestMs = Math.max(longestMs, performance.now() - asked);
}
letFilesGrowTo("unlimited");
const before = Number(process.argv[4]);
while ((await posted().catch(() => 0)) < before) await sleep(50);
let saved = await bot.answer(save);
while (saved.outcome === "trouble") {
  await sleep(100);
  saved = await bot.answer(save);
}
const list = await schedule.subscriptions.list(HERE);
await schedule.stop();
await store.close();
await platform.stop();
const said = { refused: refused.blocks, outcome: refused.outcome, saved: saved.outcome, list: list.length };
process.stdout.write(`${JSON.stringify({ ...said, answers: [...new Set(answers)], longestMs, logged })}\n`);

function letFilesGrowTo(bytes: string): void {
  execFileSync("prlimit", [`--pid=${process.pid}`, `--fsize=${bytes}:unlimited`]);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
