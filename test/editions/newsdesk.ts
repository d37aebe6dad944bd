import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ChatAdapter, Options, Place, Reply } from "#chat";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions, openLastKnown, openWithdrawals, type StoryFiles, type WithdrawalsOptions } from "#editions";
import { createSchedule } from "#schedule";
import type { Store } from "#store";
import { createApp } from "../../src/app/create-app.ts";
import { readSettings } from "../../src/app/settings/settings.ts";
import { openStoryFiles } from "../../src/app/withdrawing/story-files.ts";
import type { Clock } from "./scene.ts";

export const QUOTE = "The union will stop work at noon";
export const SAYS = "The union stops work.";
export const CHANNEL: Place = { platform: "fake", tenant: "T1", id: "C1" };
export const REVIEWERS = "fake:T1/@UANN fake:T1/UBEN slack:T1/USLACK";

const story = (header: string, says: string) =>
  `---\n${header}\n---\n\n## What's happening\n\n- ${says} [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: wire "${QUOTE}"\n`;

/** A content folder with two stories for everyone and one for a workspace. */
export async function contentFolder() {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-content-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of ["sources", "briefings"]) await mkdir(join(folder, name));
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  await write("sources/wire.md", `---\ntitle: Wire\n---\n${QUOTE}. Fares go up by two pounds.`);
  await write("briefings/strike.md", story("title: Rail strike\naliases: [walkout]", SAYS));
  await write("briefings/fares.md", story("title: Rail fares", "Work stops at noon."));
  await write("briefings/merger.md", story("title: Quiet merger\naudience: [fake:T1]", "A union stops work."));
  const path = join(folder, "briefings/strike.md");
  return { folder, write, file: () => readFile(path, "utf8") };
}

export type DeskOptions = {
  readonly store: Store;
  readonly folder: string;
  readonly clock: Clock;
  readonly adapters?: readonly ChatAdapter[];
  readonly files?: StoryFiles;
  readonly reviewers?: string;
  /** How often it looks by itself what others withdrew. */
  readonly lookMs?: number;
  readonly leads?: boolean;
  readonly patience?: WithdrawalsOptions["patience"];
  /** Where it keeps what is withdrawn for the next start. */
  readonly keepsIn?: string;
  readonly log?: WithdrawalsOptions["log"];
};

/** One process as `main` puts it together, on a store and a content folder; it looks around only when told, unless `lookMs`. */
export async function openNewsdesk({ store, folder, clock, lookMs, leads = true, ...more }: DeskOptions) {
  const { adapters = [], reviewers = REVIEWERS, patience = {}, keepsIn } = more;
  const env = { CONTENT_DIR: folder, DATA_DIR: join(folder, "data"), ...(reviewers && { REVIEWERS: reviewers }) };
  const settings = readSettings(env, join(folder, "none.env"));
  const { log = { info() {}, warn() {}, error() {} } } = more;
  const { now, monotonic } = clock;
  const schedule = createSchedule({ store, log, now, newId: () => crypto.randomUUID() });
  schedule.connect(adapters);
  const editions = createEditions({
    ...{ store, log, now, monotonic, mayHear, resumeNumbering, lookMs: 3_600_000 },
    ...{ tenants: schedule.tenants, operator: schedule.operator },
  });
  const files = more.files ?? openStoryFiles(settings);
  const withdrawals = openWithdrawals({
    ...{ store, log, now, files, patience, lookMs: lookMs ?? 3_600_000 },
    ...(keepsIn !== undefined && { lastKnown: openLastKnown(keepsIn, now) }),
  });
  const recalled = await withdrawals.recall();
  await withdrawals.look().catch(() => {});
  if (lookMs !== undefined) withdrawals.start();
  const { bot, library, answers } = await createApp(settings, log, now, { schedule, editions, withdrawals });
  const lead = (tell: (leads: boolean) => void) => {
    tell(leads);
    return { stop: async () => {} };
  };
  editions.start(lead, adapters);
  onTestFinished(async () => {
    library.close();
    await Promise.all([withdrawals.stop(), editions.stop()]);
  });
  let asked = 0;
  const ask = (words: string, by = "UANN", more: { place?: Place; id?: string } = {}): Promise<Reply> => {
    asked += 1;
    const [, command = "nutgraf", rest = ""] = /^\/(\S+)\s*(.*)$/.exec(words) ?? [];
    const { place = CHANNEL, id = `${by} ${asked} ${crypto.randomUUID()}` } = more;
    return bot.answer({ id, command, words: rest, place, by: { id: by, name: `${by.slice(1)} Lee` } });
  };
  const press = (reply: Reply, label: string, by = "UANN", id: string = crypto.randomUUID()): Promise<Reply> => {
    const found = reply.actions.find((action) => action.label === label);
    if (!found) throw new Error(`no button “${label}” among ${reply.actions.map((action) => action.label)}`);
    const options: Options = found.ask.options;
    return bot.answer({ id, command: found.ask.command, options, place: CHANNEL, by: { id: by, name: `${by} Lee` } });
  };
  return {
    ...{ bot, library, answers, settings, schedule, editions, withdrawals, recalled, ask, press },
    /** Records and amends what there is to. */
    async settle() {
      await editions.record();
      await editions.amend();
    },
    /** Withdraws a story as a reviewer does: the command, and the button under it. */
    async withdraw(topic: string, by = "UANN") {
      return press(await ask(`/briefing-withdraw ${topic}`, by), "Withdraw", by);
    },
  };
}

/** All that a reply shows. */
export const wordsIn = (reply: object): string => JSON.stringify(reply);

/** Every surface that reads stories, as one text. */
export async function everywhere(desk: Awaited<ReturnType<typeof openNewsdesk>>): Promise<string> {
  const { ask, bot, library } = desk;
  const typed = { id: "typing", command: "whats-next", place: CHANNEL, by: { id: "U1" }, options: { topic: "r" } };
  const shown = [
    await ask("/whats-happening strike"),
    await ask("/whats-happening"),
    await ask("/briefing all"),
    await ask("/sources walkout"),
    await ask("/topics"),
    await ask("/ask when will the union stop work"),
    await ask("/check the union stops work"),
    await ask("/whats-changed strike"),
    bot.suggest(typed, "topic"),
    library.current().briefings.map(({ topic }) => topic),
    library
      .current()
      .citing("wire")
      .map(({ briefing }) => briefing.topic),
  ];
  return JSON.stringify(shown);
}
