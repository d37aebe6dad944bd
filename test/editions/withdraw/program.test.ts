import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { checkFolder } from "../../../src/app/checking/check-folder.ts";
import { readSettings } from "../../../src/app/settings/settings.ts";
import { followWithheld, readWithheld } from "../../../src/app/withdrawing/follow-withdrawn.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { until } from "../../fixtures/scheduled.ts";
import { KINDS, storeOptions } from "../../fixtures/stores/stores.ts";
import { contentFolder, everywhere, openNewsdesk, SAYS } from "../newsdesk.ts";
import { openClock } from "../scene.ts";

const { run } = programs();

describe.each(KINDS)("npm run withdraw (%s)", (kind) => {
  test("withdraws a story that a running bot says, and brings it back", async () => {
    const { folder, file } = await contentFolder();
    const options = await storeOptions(kind);
    const store = createStore(options);
    onTestFinished(() => store.close());
    await store.open();
    const clock = openClock(Date.now());
    const desk = await openNewsdesk({ store, folder, clock, lookMs: 200 });
    await desk.settle();
    const before = await file();
    const env = { CONTENT_DIR: folder, DATA_DIR: options.folder, ...(options.url && { DATABASE_URL: options.url }) };
    const withdraw = (...more: string[]) => run("reviewing/withdraw", [...more, "--by", "Ann Lee"], env);

    const done = await withdraw("strike", "--yes", "--why", "It could not be confirmed.");
    expect([done.code, done.err]).toEqual([0, ""]);
    expect(done.out).toContain(
      kind === "postgres"
        ? "The running bot follows within a second."
        : "“Rail strike” is withdrawn in its file: bots that read it follow.",
    );
    expect(await file()).toContain('withdrawn: true\nchange: { kind: "withdrawal", why: "It could not be confirmed."');
    await expect.poll(() => desk.library.current().briefing("strike")).toBeUndefined();
    expect(await everywhere(desk)).not.toContain(SAYS);
    await desk.settle();
    const [, last] = await (await store.open()).db
      .selectFrom("editions")
      .selectAll()
      .where("topic", "=", "strike")
      .execute();
    expect([last?.kind, last?.why]).toEqual(["withdrawal", "It could not be confirmed."]);
    const undone = await withdraw("strike", "--undo");
    expect([undone.code, undone.err]).toEqual([0, ""]);
    expect(await file()).toBe(before);
    await expect.poll(() => desk.library.current().briefing("strike") !== undefined).toBe(true);
    await desk.settle();
    const kinds = await (await store.open()).db
      .selectFrom("editions")
      .select("kind")
      .where("topic", "=", "strike")
      .execute();
    expect(kinds.map((one) => one.kind)).toEqual(["update", "update", "update"]);
  });
});

test.each(KINDS)("programs beside the bot follow what it withdrew, though no file says so (%s)", async (kind) => {
  const { folder, file } = await contentFolder();
  const options = await storeOptions(kind);
  const store = createStore(options);
  onTestFinished(() => store.close());
  await store.open();
  const why = "The content is read-only here";
  const files = { withdraw: async () => ({ why, isReadOnly: true }), restore: async () => ({ why, isReadOnly: true }) };
  const desk = await openNewsdesk({ store, folder, clock: openClock(Date.now()), files });
  const settings = { DATA_DIR: options.folder, DATABASE_URL: options.url };
  let known: ReadonlySet<string> = new Set();
  const { stop } = await followWithheld(settings, (withheld) => {
    known = new Set(withheld.keys());
  });
  onTestFinished(stop);
  const done = await desk.withdraw("strike");
  const since = performance.now();
  await until(() => known.has("strike"));
  expect(performance.now() - since).toBeLessThan(1_000);
  const env = { CONTENT_DIR: folder, DATA_DIR: options.folder, ...(options.url && { DATABASE_URL: options.url }) };
  expect((await run("ask", ["/whats-happening strike"], env)).out).toContain("No story is called");
  const checked = await check(env);
  expect(checked.isWell).toBe(true);
  expect(checked.text).toMatch(/strike\.md:1:1 warning: it is not shown: UANN Lee withdrew it on /);
  expect(checked.text).toContain("Withdrawn, not shown: strike. npm run withdraw -- TOPIC --by");
  expect(checked.text).toMatch(/Nothing else is withheld, 1 warning in .+: 2 briefings/);
  await desk.press(done, "Undo");
  await until(() => known.size === 0);
  expect(await readWithheld(settings)).toMatchObject({ withheld: new Map() });
  expect(await file()).not.toContain("withdrawn");
});

test("npm run withdraw writes the file alone where nothing is stored, and leaves what it cannot write", async () => {
  const { folder, file, write } = await contentFolder();
  const env = { CONTENT_DIR: folder, DATA_DIR: join(folder, "data") };
  const withdraw = (...more: string[]) => run("reviewing/withdraw", [...more, "--by", "Ann Lee"], env);
  const before = await file();
  const unasked = await withdraw("strike");
  expect([unasked.code, unasked.err]).toEqual([1, "Can't ask here: use --yes.\n"]);
  expect(await file()).toBe(before);
  const done = await withdraw("strike", "--yes");
  expect([done.code, done.err]).toEqual([0, ""]);
  expect(await file()).toContain("withdrawn: true");
  // The same once more changes nothing.
  const again = await withdraw("strike", "--yes");
  expect([again.code, again.err]).toEqual([1, expect.stringContaining("There is no briefing strike in")]);
  const checked = await check(env);
  expect([checked.isWell, checked.text]).toEqual([
    true,
    expect.stringContaining("Withdrawn, not shown: strike. npm run"),
  ]);
  await writeFile(join(folder, "briefings/strike.md"), (await file()).replace(/change: .*\n/, ""));
  expect((await check(env)).text).toContain("Withdrawn, not shown: strike. npm run");
  const odd = `{title: Rail fares}`;
  await write(
    "briefings/fares.md",
    `---\n${odd}\n---\n\n## What's happening\n\n## Why it's important\n\n## What's next\n`,
  );
  const refused = await withdraw("fares", "--yes");
  expect(refused.code).toBe(1);
  expect(refused.err).toContain("add the line withdrawn: true to it by hand");
  const undone = await withdraw("strike", "--undo");
  expect(undone.err).toContain("is withdrawn, or shown to nobody, in another way: fix it by hand");
});

/** What `npm run check` prints. */
function check(env: Readonly<Record<string, string>>) {
  const settings = readSettings(env, join(env.CONTENT_DIR ?? "", "none.env"));
  return checkFolder({ settings, strict: false, json: false, now: Date.now });
}
