import { mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLastKnown, type StoryFiles } from "#editions";
import { type Store, StoreError } from "#store";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { contentFolder, everywhere, openNewsdesk, SAYS } from "../newsdesk.ts";
import { MINUTE, openClock } from "../scene.ts";

const READ_ONLY: StoryFiles = {
  withdraw: async () => ({ why: "The content is read-only here", isReadOnly: true }),
  restore: async () => ({ why: "The content is read-only here", isReadOnly: true }),
};

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-data-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that can be away, content that may only be read, and a data folder: processes on them, one after the other. */
async function host(kind: (typeof KINDS)[number]) {
  const opened = await openStore(kind);
  const clock = openClock();
  const { folder } = await contentFolder();
  const keepsIn = await dataFolder();
  let isAway = false;
  const store: Store = {
    ...opened.store,
    async open() {
      if (isAway) throw new StoreError("The database is away.");
      return opened.store.open();
    },
  };
  const withdrawn = async () =>
    (await opened.db.selectFrom("withdrawn").select(["topic", "undone_at"]).execute()).map(
      ({ topic, undone_at }) => `${topic} ${undone_at === null ? "in force" : "undone"}`,
    );
  return {
    ...{ opened, clock, folder, keepsIn, withdrawn, file: join(keepsIn, "withdrawn.json") },
    setAway(away: boolean) {
      isAway = away;
    },
    start: (more: Partial<Parameters<typeof openNewsdesk>[0]> = {}) =>
      openNewsdesk({ store, folder, clock, files: READ_ONLY, keepsIn, ...more }),
  };
}

describe.each(KINDS)("what was last known to be withdrawn (%s)", (kind) => {
  test("is withheld by a process that starts while the store is away, until the store says otherwise", async () => {
    const { start, setAway, withdrawn } = await host(kind);
    const first = await start();
    await first.withdraw("strike");
    await first.withdrawals.stop();
    setAway(true);
    const second = await start();
    expect(second.recalled.kind).toBe("known");
    const shown = await everywhere(second);
    for (const words of [SAYS, "Rail strike"]) expect(shown).not.toContain(words);
    expect(shown).toContain("Work stops at noon.");
    setAway(false);
    await second.withdrawals.look();
    expect(await everywhere(second)).not.toContain(SAYS);
    await first.ask("/briefing-withdraw strike undo");
    expect(await withdrawn()).toEqual(["strike undone"]);
    await second.withdrawals.look();
    expect(await everywhere(second)).toContain(SAYS);
    // The list follows: the next start with the store away says it too.
    await second.withdrawals.stop();
    setAway(true);
    expect(await everywhere(await start())).toContain(SAYS);
  });

  test("includes what no store had yet when the process ended: it is stored by the next one", async () => {
    const { start, setAway, withdrawn } = await host(kind);
    const first = await start();
    setAway(true);
    expect((await first.withdraw("strike")).outcome).toBe("trouble");
    // As by kill -9: nothing is finished.
    const second = await start();
    expect(await everywhere(second)).not.toContain(SAYS);
    expect(await withdrawn()).toEqual([]);
    setAway(false);
    await second.withdrawals.look();
    expect(await withdrawn()).toEqual(["strike in force"]);
    expect(await everywhere(second)).not.toContain(SAYS);
  });

  test("does not withdraw again what was stored after all and is undone since", async () => {
    const { start, setAway, withdrawn, keepsIn, clock, opened } = await host(kind);
    const first = await start();
    await first.withdraw("strike");
    const inForce = [...first.withdrawals.inForce.values()];
    await first.ask("/briefing-withdraw strike undo");
    // It still writes what it knew last, which would come after ours.
    await first.withdrawals.stop();
    // The answer of the store was lost, and the process ended before it could ask again.
    await openLastKnown(keepsIn, clock.now).keep({ inForce, unstored: inForce });
    setAway(true);
    const second = await start();
    expect(await everywhere(second)).not.toContain(SAYS);
    setAway(false);
    await second.withdrawals.look();
    expect(await withdrawn()).toEqual(["strike undone"]);
    expect(await everywhere(second)).toContain(SAYS);
    expect(opened.store.trouble()).toBeUndefined();
  });

  test("is stored again where an older backup took the place of the store", async () => {
    const { start, opened, withdrawn } = await host(kind);
    const first = await start();
    await first.withdraw("strike");
    await first.withdrawals.stop();
    await opened.db.deleteFrom("withdrawn").execute();
    const second = await start();
    expect(await everywhere(second)).not.toContain(SAYS);
    expect(await withdrawn()).toEqual(["strike in force"]);
    expect(await first.withdrawals.look().then(() => everywhere(first))).not.toContain(SAYS);
  });

  test("is rewritten where the file is damaged, which the log says, and not trusted", async () => {
    const { start, setAway, file } = await host(kind);
    const first = await start();
    await first.withdraw("strike");
    await first.withdrawals.stop();
    const sound = await readFile(file, "utf8");
    await writeFile(file, sound.slice(0, -20));
    setAway(true);
    const warned: object[] = [];
    const log = {
      info() {},
      error() {},
      warn: (details: object, message: string) => warned.push({ ...details, message }),
    };
    const second = await start({ log });
    expect(second.recalled).toEqual({ kind: "damaged", why: "it isn't a list of withdrawn stories" });
    expect(warned).toEqual([
      {
        ...{ file, why: "it isn't a list of withdrawn stories" },
        message: "the list of what is withdrawn is damaged; it will be rewritten once the database can be read",
      },
    ]);
    // What cannot be read is left as it is until the store is back.
    await second.withdrawals.stop();
    expect(await readFile(file, "utf8")).toBe(sound.slice(0, -20));
    setAway(false);
    await second.withdrawals.look();
    await second.withdrawals.stop();
    expect(await readFile(file, "utf8")).toBe(sound);
  });
});

const ONE = {
  topic: "strike",
  title: "Rail strike",
  audience: "everyone",
  why: "Wrong.",
  by: "Ann Lee",
  atMs: 5,
} as const;

describe("the list of what is withdrawn", () => {
  test("is read back as it was kept, readable for its owner alone, with nothing left beside it", async () => {
    const folder = join(await dataFolder(), "not", "there");
    const clock = openClock();
    const list = openLastKnown(folder, clock.now);
    expect(await list.read()).toEqual({ kind: "none" });
    await list.keep({ inForce: [], unstored: [] });
    expect(await list.read()).toEqual({ kind: "known", inForce: [], unstored: [], asOfMs: clock.now() });
    const two = { ...ONE, topic: "fares", audience: [{ platform: "slack", tenant: "T1" }] } as const;
    await Promise.all([list.keep({ inForce: [], unstored: [] }), list.keep({ inForce: [ONE, two], unstored: [ONE] })]);
    expect(await list.read()).toEqual({ kind: "known", inForce: [two, ONE], unstored: [ONE], asOfMs: clock.now() });
    expect((await stat(list.file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readdir(folder)).toEqual(["withdrawn.json"]);
  });

  test("is marked as still true every minute, and written anew where somebody changed or removed it", async () => {
    const folder = await dataFolder();
    const clock = openClock();
    const list = openLastKnown(folder, clock.now);
    const known = { inForce: [ONE], unstored: [] };
    await list.keep(known);
    const first = clock.now();
    clock.pass(MINUTE / 2);
    await list.keep(known);
    expect(await list.read()).toMatchObject({ asOfMs: first });
    clock.pass(MINUTE / 2);
    await list.keep(known);
    expect(await list.read()).toMatchObject({ asOfMs: first + MINUTE });
    for (const spoil of [() => rm(list.file), () => writeFile(list.file, "{}")]) {
      await spoil();
      clock.pass(MINUTE);
      await list.keep(known);
      expect(await list.read()).toMatchObject({ kind: "known", ...known });
    }
  });

  test("leaves nothing of a process that was killed while it wrote, and touches no other file", async () => {
    const folder = await dataFolder();
    const clock = openClock();
    const list = openLastKnown(folder, clock.now);
    const put = async (name: string, ageMs: number) => {
      await writeFile(join(folder, name), "half");
      const seconds = (clock.now() - ageMs) / 1_000;
      await utimes(join(folder, name), seconds, seconds);
    };
    await put("withdrawn.json.0123456789ab.part", MINUTE + 1_000);
    const others = ["withdrawn.json.ba9876543210.part", "other.json.0123456789ab.part", "withdrawn.json.mine.part"];
    await put("withdrawn.json.ba9876543210.part", MINUTE - 1_000);
    for (const name of others.slice(1)) await put(name, 10 * MINUTE);
    await list.keep({ inForce: [ONE], unstored: [] });
    expect((await readdir(folder)).sort()).toEqual(["withdrawn.json", ...others].sort());
  });

  const withOne = (one: object) => JSON.stringify({ format: 1, withdrawn: [one] });
  test.each([
    ["nothing", ""],
    ["half of it", withOne({ ...ONE, isStored: true }).slice(0, 60)],
    ["no list", "null"],
    ["another list", "[]"],
    ["a later format", JSON.stringify({ format: 2, withdrawn: [] })],
    ["no withdrawals", JSON.stringify({ format: 1 })],
    ["an entry without its topic", withOne({ ...ONE, topic: undefined, isStored: true })],
    ["an entry that is no entry", withOne([])],
    ["an audience that is none", withOne({ ...ONE, audience: "nobody", isStored: true })],
    ["a time that is none", withOne({ ...ONE, atMs: "now", isStored: true })],
    ["binary noise", "\0\x01\xff"],
  ])("is damaged if it holds %s", async (_, text) => {
    const folder = await dataFolder();
    await writeFile(join(folder, "withdrawn.json"), text);
    const list = openLastKnown(folder, () => 0);
    expect((await list.read()).kind).toBe("damaged");
    await list.keep({ inForce: [ONE], unstored: [] });
    expect(await list.read()).toMatchObject({ kind: "known", inForce: [ONE] });
  });

  test("is damaged, and says so, where it can be neither read nor written", async () => {
    const folder = await dataFolder();
    await mkdir(join(folder, "withdrawn.json"));
    const list = openLastKnown(folder, () => 0);
    expect(await list.read()).toEqual({ kind: "damaged", why: "EISDIR" });
    await expect(list.keep({ inForce: [ONE], unstored: [] })).rejects.toThrow("EISDIR");
    expect(await readdir(folder)).toEqual(["withdrawn.json"]);
  });
});
