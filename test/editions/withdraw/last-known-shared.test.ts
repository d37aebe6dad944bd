import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLastKnown, type StoryFiles } from "#editions";
import { createStore, type Store, StoreError } from "#store";
import { followWithheld } from "../../../src/app/withdrawing/follow-withdrawn.ts";
import { until } from "../../fixtures/scheduled.ts";
import { KINDS, type Kind, openStore, storeOptions } from "../../fixtures/stores/stores.ts";
import { contentFolder, everywhere, openNewsdesk, SAYS } from "../newsdesk.ts";
import { MINUTE, openClock } from "../scene.ts";

const why = "The content is read-only here";
const READ_ONLY: StoryFiles = {
  withdraw: async () => ({ why, isReadOnly: true }),
  restore: async () => ({ why, isReadOnly: true }),
};

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-data-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that can be away for some processes, and processes on data folders of their own or shared ones. */
async function host(kind: Kind) {
  const { store, db } = await openStore(kind);
  const clock = openClock();
  const { folder } = await contentFolder();
  const away = new Set<string>();
  const storeOf = (name: string): Store => ({
    ...store,
    async open() {
      if (away.has(name)) throw new StoreError("The database is away.");
      return store.open();
    },
  });
  const start = (name: string, keepsIn: string) =>
    openNewsdesk({ store: storeOf(name), folder, clock, files: READ_ONLY, keepsIn });
  return { db, clock, away, start };
}

const inFile = async (folder: string) => {
  const recalled = await openLastKnown(folder, () => 0).read();
  if (recalled.kind !== "known") return recalled.kind;
  const waiting = recalled.unstored.map(({ topic }) => topic);
  return recalled.inForce.map(({ topic }) => `${topic} ${waiting.includes(topic) ? "waiting" : "stored"}`);
};

describe.each(KINDS)("processes on one data folder (%s)", (kind) => {
  test("store what another could not, which was killed", async () => {
    const { start, away, clock } = await host(kind);
    const folder = await dataFolder();
    const [first, second] = [await start("first", folder), await start("second", folder)];
    await second.withdrawals.look();
    away.add("first").add("second");
    await first.withdraw("strike");
    expect(await inFile(folder)).toEqual(["strike waiting"]);
    away.delete("second");
    clock.pass(MINUTE);
    await second.withdrawals.look();
    await second.withdrawals.stop();
    expect(await inFile(folder)).toEqual(["strike waiting"]);
    expect(await everywhere(second)).not.toContain(SAYS);
    await second.withdrawals.look();
    await second.withdrawals.stop();
    expect(await inFile(folder)).toEqual(["strike stored"]);
    expect(await everywhere(await start("third", folder))).not.toContain(SAYS);
    // The one that was cut off does not withdraw again what was undone since.
    await second.ask("/briefing-withdraw strike undo");
    clock.pass(MINUTE);
    await second.withdraw("strike");
    await second.ask("/briefing-withdraw strike undo");
    away.clear();
    await first.withdrawals.look();
    for (const desk of [first, second]) expect(await everywhere(desk)).toContain(SAYS);
  });
});

describe.each(KINDS)("with clocks that were wrong (%s)", (kind) => {
  test("a withdrawal while the store is away is stored, also if the clock was set back since the last one", async () => {
    const { start, away, clock } = await host(kind);
    const desk = await start("first", await dataFolder());
    await desk.withdraw("strike");
    await desk.ask("/briefing-withdraw strike undo");
    clock.set(-60 * MINUTE);
    away.add("first");
    await desk.withdraw("strike");
    away.clear();
    await desk.withdrawals.look();
    expect(await everywhere(desk)).not.toContain(SAYS);
    const other = await start("second", await dataFolder());
    expect(await everywhere(other)).not.toContain(SAYS);
  });

  test("a list from when the clock was ahead withdraws nothing again that was undone", async () => {
    const { start, clock } = await host(kind);
    const [ours, theirs] = [await dataFolder(), await dataFolder()];
    clock.set(60 * MINUTE);
    const [first, second] = [await start("first", ours), await start("second", theirs)];
    await first.withdraw("strike");
    await second.withdrawals.look();
    await second.withdrawals.stop();
    expect(await inFile(theirs)).toEqual(["strike stored"]);
    await first.ask("/briefing-withdraw strike undo");
    clock.set(-60 * MINUTE);
    await first.withdraw("strike");
    await first.ask("/briefing-withdraw strike undo");
    const again = await start("second", theirs);
    await first.withdrawals.look();
    for (const desk of [first, again]) expect(await everywhere(desk)).toContain(SAYS);
  });
});

const one = {
  topic: "strike",
  title: "Rail strike",
  audience: "everyone",
  why: "Wrong.",
  by: "Ann",
  atMs: 5,
} as const;
const waiting = { ...one, ask: "A1" };

test("what waits for the store stays in the list until whoever writes it knows better", async () => {
  const folder = await dataFolder();
  const open = () => openLastKnown(folder, () => 0);
  await open().keep({ inForce: [one], unstored: [waiting] });
  const other = open();
  // It was read, but what is written was found before that.
  await other.read();
  expect(await other.keep({ inForce: [], unstored: [] })).toEqual([waiting]);
  expect(await other.read()).toMatchObject({ inForce: [one], unstored: [waiting] });
  expect(await open().keep({ inForce: [], unstored: [] }, [waiting])).toEqual([]);
  expect(await other.read()).toMatchObject({ inForce: [], unstored: [] });
});

test("a bot without a platform keeps what the bot beside it could not store, and withholds it", async () => {
  const options = await storeOptions("postgres");
  const store = createStore(options);
  onTestFinished(() => store.close());
  const { db } = await store.open();
  const folder = await dataFolder();
  await openLastKnown(folder, Date.now).keep({ inForce: [one], unstored: [waiting] });
  const failures: unknown[] = [];
  const keeps = { now: Date.now, onFailure: (error: unknown) => failures.push(error) };
  const where = { DATA_DIR: folder, DATABASE_URL: options.url };
  const follow = async () => {
    const following = await followWithheld(where, () => {}, { keeps });
    onTestFinished(() => following.stop());
    return following;
  };
  const following = await follow();
  expect([...following.withheld.keys()]).toEqual(["strike"]);
  await following.stop();
  // Its claim tells that it was stored; nothing says that it is in force.
  await db
    .insertInto("claims")
    .values({ key: "withdraw:A1", claimed_at: new Date(5) })
    .execute();
  const later = await follow();
  expect([...later.withheld.keys()]).toEqual([]);
  await until(async () => JSON.stringify(await inFile(folder)) === "[]");
  expect(await readFile(join(folder, "withdrawn.json"), "utf8")).not.toContain("A1");
  expect(failures).toEqual([]);
});
