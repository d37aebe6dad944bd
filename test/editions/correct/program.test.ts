import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { loadLibrary } from "#briefing";
import { createStore } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { KINDS, type Kind, storeOptions } from "../../fixtures/stores/stores.ts";
import { DAY, openClock, processOn } from "../scene.ts";

const { run } = programs();

const file = (says: string) =>
  `---\ntitle: Rail strike\n---\n\n## What's happening\n\n- ${says} [^1]\n\n## Why it's important\n\n## What's next\n\n[^1]: wire "union will stop work at noon"\n`;

/** A newsroom on a store, with a story that somebody shared in a channel. */
async function sharedStory(kind: Kind) {
  const folder = await mkdtemp(join(tmpdir(), "nutgraf-content-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const name of ["sources", "briefings"]) await mkdir(join(folder, name));
  const path = join(folder, "briefings/strike.md");
  await writeFile(join(folder, "sources/wire.md"), "---\ntitle: Wire\n---\nThe union will stop work at noon.");
  await writeFile(path, file("The union stops work."));

  const options = await storeOptions(kind);
  const store = createStore(options);
  onTestFinished(() => store.close());
  const platform = await startPlatform();
  onTestFinished(() => platform.stop());
  const clock = openClock();
  const adapter = fakeAdapter({ url: platform.url, now: clock.now });
  onTestFinished(() => adapter.stop());
  const { serve, bot, schedule } = processOn(store, clock, { adapters: [adapter] });
  await serve(await loadLibrary(folder));
  const place = { platform: "fake", tenant: "T1", id: "C1" };
  const reply = await bot.answer({ id: "1", command: "briefing", words: "strike", place, by: { id: "U1" } });
  const posted = await adapter.post(place, reply, "share");
  await schedule.publicPosts.record({ ask: "1", kind: "share", place, reply, posted });
  const env = { CONTENT_DIR: folder, DATA_DIR: options.folder, ...(options.url && { DATABASE_URL: options.url }) };
  return { platform, clock, path, posted, env, serve: async () => serve(await loadLibrary(folder)) };
}

describe.each(KINDS)("npm run correct (%s)", (kind) => {
  test("lists what would be amended, names the change in the file, and leaves the rest to the bot", async () => {
    const { platform, clock, path, posted, env, serve } = await sharedStory(kind);
    clock.pass(DAY);
    await writeFile(path, file("The union stops work at noon."));
    await serve();
    expect(platform.edits).toEqual([]);

    const correct = (...more: string[]) => run("correct", ["strike", ...more], env);
    const listed = await correct("--dry-run");
    expect([listed.code, listed.err]).toEqual([0, ""]);
    expect(listed.out).toBe(
      `Edition 2 changed 1 statement; 1 post said the old words:\n  2026-11-26 12:00  fake:T1/C1  share  ${posted.url}\n`,
    );
    expect(await readFile(path, "utf8")).toBe(file("The union stops work at noon."));
    const done = await correct("--by", "Ann Lee", "--why", "The time was missing.", "--hide-old", "--urgent");
    expect([done.code, done.err]).toEqual([0, ""]);
    expect(await readFile(path, "utf8")).toMatch(
      /\nchange: \{ kind: "correction", why: "The time was missing\.", hideOld: "yes", urgent: "yes", of: "[0-9a-f]{64}" \}\n---\n/,
    );
    // The program itself amends nothing.
    expect(platform.edits).toEqual([]);
    await serve();
    expect(
      platform.messages
        .find(({ id }) => id === posted.message)
        ?.text.split("\n")
        .slice(0, 3),
    ).toEqual(["Rail strike", "Corrected 27 Nov: The time was missing.", "• Now: The union stops work at noon. [1]"]);
  });
});

test("npm run correct asks for a reason, and withdraws a whole briefing: its words are nowhere any more", async () => {
  const { platform, path, env, serve } = await sharedStory("embedded");
  await writeFile(
    path,
    file("The union stops work.").replace("title: Rail strike", "title: Rail strike\nwithdrawn: true"),
  );
  const correct = (...more: string[]) =>
    run("correct", ["strike", "--kind", "withdrawal", "--by", "Ann Lee", ...more], env);
  expect((await correct()).err).toBe("Say what was wrong, in a sentence for readers: --why “…”\n");
  const done = await correct("--why", "It could not be confirmed.");
  expect([done.code, done.err]).toEqual([0, ""]);
  await serve();
  expect(platform.messages.map(({ text }) => text.split("\n").slice(0, 2))).toEqual([
    ["Rail strike", "Withdrawn 26 Nov: It could not be confirmed."],
    ["Rail strike", "Withdrawn 26 Nov: It could not be confirmed."],
  ]);
  expect(JSON.stringify(platform.messages)).not.toContain("union");
});
