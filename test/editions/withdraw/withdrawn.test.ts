import { describe, expect, onTestFinished, test } from "vitest";
import type { Options } from "#chat";
import type { StoryFiles } from "#editions";
import { createStore, type Store, StoreError } from "#store";
import { startPlatform } from "../../fakes/platform.ts";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { until } from "../../fixtures/scheduled.ts";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { CHANNEL, contentFolder, everywhere, openNewsdesk, SAYS, wordsIn } from "../newsdesk.ts";
import { type Clock, DAY, MINUTE, openClock } from "../scene.ts";

/** A desk on a platform of its own, with answers that somebody shared there. */
async function newsroom(store: Store, clock: Clock, more: Partial<Parameters<typeof openNewsdesk>[0]> = {}) {
  const content = await contentFolder();
  const platform = await startPlatform();
  onTestFinished(() => platform.stop());
  const adapter = fakeAdapter({ url: platform.url, now: clock.now });
  onTestFinished(() => adapter.stop());
  const desk = await openNewsdesk({ store, folder: content.folder, clock, adapters: [adapter], ...more });
  await desk.settle();
  const share = async (key: string, topic = "strike") => {
    const reply = await desk.ask(`/briefing ${topic}`);
    const posted = await adapter.post(CHANNEL, reply, key);
    await desk.schedule.publicPosts.record({ ask: key, kind: "share", place: CHANNEL, reply, posted });
    return posted.message;
  };
  const stands = (message: string) => platform.messages.find(({ id }) => id === message)?.text ?? "";
  return { ...desk, ...content, desk, platform, share, stands };
}

const rows = async ({ db }: Pick<Awaited<ReturnType<typeof openStore>>, "db">) =>
  (await db.selectFrom("withdrawn").selectAll().execute()).map(({ topic, by_name, file, undone_at }) => {
    return [topic, by_name, file, ...(undone_at ? ["undone"] : [])].join(" ");
  });

describe.each(KINDS)("/briefing-withdraw (%s)", (kind) => {
  test("takes a story out everywhere at once, amends its posts without repeating a word, and is undone as it was", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const { desk, ask, press, settle, share, stands, file, platform } = await newsroom(opened.store, clock);
    const before = await file();
    const [message, other] = [await share("1"), await share("2", "fares")];
    const said = stands(message);
    expect(said).toContain(SAYS);
    expect(await everywhere(desk)).toContain(SAYS);

    const asked = await ask("/briefing-withdraw walkout");
    expect(asked.outcome).toBe("choose");
    expect(await everywhere(desk)).toContain(SAYS);
    const done = await press(asked, "Withdraw");
    expect(wordsIn(done)).toContain("“Rail strike” is withdrawn: it is no longer shown anywhere.");
    const shown = await everywhere(desk);
    for (const word of [SAYS, "Rail strike"]) expect(shown).not.toContain(word);
    expect(shown).toContain("Work stops at noon.");
    expect(await file()).toMatch(
      /\nwithdrawn: true\nchange: \{ kind: "withdrawal", why: "It should not have been said\."/,
    );
    await settle();
    expect(stands(message).split("\n").slice(0, 2)).toEqual([
      "Rail strike",
      "Withdrawn 26 Nov: It should not have been said.",
    ]);
    expect(stands(other)).toContain("Work stops at noon.");
    expect(JSON.stringify(platform.messages)).not.toContain(SAYS);
    expect(await rows(opened)).toEqual(["strike UANN Lee written"]);

    clock.pass(9 * MINUTE);
    const undone = await press(done, "Undo", "UBEN");
    expect(wordsIn(undone)).toContain("“Rail strike” is shown again, and amended posts show it again.");
    expect(await file()).toBe(before);
    await desk.library.refresh();
    expect(await everywhere(desk)).toContain(SAYS);
    await settle();
    await settle();
    expect(stands(message).split("\n").slice(0, 2)).toEqual([
      "Rail strike",
      "Withdrawn by mistake, and back since 26 Nov.",
    ]);
    expect(stands(message).split("\n").toSpliced(1, 1).join("\n")).toBe(said);
    expect(await rows(opened)).toEqual(["strike UANN Lee written undone"]);
    // It is as if it had not been: nothing tells of a withdrawal any more.
    expect(wordsIn(await ask("/whats-changed strike 7 days"))).not.toContain("Withdrawn and not repeated");
    const editions = await opened.db.selectFrom("editions").select("kind").where("topic", "=", "strike").execute();
    expect(editions.map((one) => one.kind)).toEqual(["update", "update", "update"]);
  });

  test("is for those whom the setting names, and nobody by default; the refusal says how to set it", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const { ask, folder } = await newsroom(opened.store, clock);
    const refused = "Whoever runs this bot names them in the setting REVIEWERS, in your case as fake:T1/@UCLEO.";
    expect(wordsIn(await ask("/briefing-withdraw strike", "UCLEO"))).toContain(refused);
    // The same person in another workspace is somebody else.
    const elsewhere = { place: { ...CHANNEL, tenant: "T2" } };
    expect(wordsIn(await ask("/briefing-withdraw strike", "UANN", elsewhere))).toContain("Only reviewers");
    const nobody = await openNewsdesk({ store: opened.store, folder, clock, reviewers: "" });
    expect(wordsIn(await nobody.ask("/briefing-withdraw strike"))).toContain("Only reviewers");
    const sure = { id: "1", command: "briefing-withdraw", place: CHANNEL, by: { id: "UCLEO" } };
    const wishes: Options[] = [
      { topic: "strike", sure: "yes" },
      { topic: "strike", do: "undo" },
    ];
    for (const options of wishes) expect((await nobody.bot.answer({ ...sure, options })).outcome).toBe("none");
    expect(await rows(opened)).toEqual([]);
  });

  test("knows no story that the reviewer may not hear, withdrawn or not", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const reviewers = "fake:T1/UANN fake:T2/UZOE";
    const { ask, withdraw } = await newsroom(opened.store, clock, { reviewers });
    const place = { ...CHANNEL, tenant: "T2" };
    for (const when of ["before", "after"]) {
      const reply = await ask("/briefing-withdraw merger", "UZOE", { place });
      expect([when, reply.title]).toEqual([when, "No such story"]);
      expect(wordsIn(reply)).not.toMatch(/Quiet|UANN/);
      const undo = await ask("/briefing-withdraw merger undo", "UZOE", { place });
      expect(wordsIn(undo)).toContain("No story of that name is withdrawn.");
      if (when === "before") await withdraw("merger");
    }
    expect(await rows(opened)).toEqual(["merger UANN Lee written"]);
  });

  test("has its effect once, however often an ask arrives, and whoever else is at it", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const { desk, ask, press, file } = await newsroom(opened.store, clock);
    const asked = await ask("/briefing-withdraw strike");
    const both = await Promise.all([press(asked, "Withdraw", "UANN", "a1"), press(asked, "Withdraw", "UBEN", "b1")]);
    expect(await rows(opened)).toHaveLength(1);
    expect(both.filter((reply) => wordsIn(reply).includes("was withdrawn by"))).toHaveLength(1);
    expect(wordsIn(await ask("/briefing-withdraw strike", "UBEN"))).toContain("“Rail strike” was withdrawn by");
    expect(wordsIn(await ask("/briefing-withdraw strike undo"))).toContain("is shown again");
    await desk.library.refresh();
    // What comes once more, late, is about a withdrawal that was undone.
    expect(wordsIn(await press(asked, "Withdraw", "UANN", "a1"))).toContain(
      "The withdrawal of “Rail strike” has been undone since.",
    );
    expect(await file()).not.toContain("withdrawn");
    expect(await rows(opened)).toEqual([expect.stringMatching(/^strike U(?:ANN|BEN) Lee written undone$/)]);
    expect((await press(asked, "Withdraw", "UANN", "a2")).outcome).toBe("answered");
    expect(await rows(opened)).toEqual(["strike UANN Lee written"]);
  });

  test("can be undone for ten minutes, and says after that how it can still be", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const { press, withdraw, ask, file } = await newsroom(opened.store, clock);
    const done = await withdraw("strike");
    clock.pass(10 * MINUTE + 1);
    const late = wordsIn(await press(done, "Undo"));
    expect(late).toContain("npm run withdraw -- strike --by “Your Name” --undo brings it back.");
    expect(wordsIn(await ask("/briefing-withdraw strike"))).not.toContain('"label":"Undo"');
    expect(await file()).toContain("withdrawn: true");
    expect(await rows(opened)).toEqual(["strike UANN Lee written"]);
  });

  test("holds where the content may only be read, and when the bot starts anew", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const why = "The content is read-only here (EROFS): nothing was written down";
    const files: StoryFiles = {
      withdraw: async () => ({ why, isReadOnly: true }),
      restore: async () => ({ why, isReadOnly: true }),
    };
    const { desk, withdraw, folder, file, settle, share, stands } = await newsroom(opened.store, clock, { files });
    const message = await share("1");
    const done = wordsIn(await withdraw("strike"));
    expect(done).toContain(`Its file was not written: ${why}.`);
    expect(await file()).not.toContain("withdrawn");
    expect(await everywhere(desk)).not.toContain(SAYS);
    await settle();
    expect(stands(message)).toContain("Withdrawn 26 Nov");
    await desk.library.refresh();
    expect(await everywhere(desk)).not.toContain(SAYS);
    expect(desk.library.current().problems.map(({ message }) => message)).toEqual([
      expect.stringContaining("it is not shown: UANN Lee withdrew it on 2026-11-26 12:00 UTC"),
    ]);
    clock.pass(2 * DAY);
    const next = await openNewsdesk({ store: opened.store, folder, clock, files });
    expect(await everywhere(next)).not.toContain(SAYS);
  });

  test("is finished by another where its process ended between the store and the file", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    const asleep: StoryFiles = { withdraw: () => new Promise(() => {}), restore: () => new Promise(() => {}) };
    const { withdraw, folder, file } = await newsroom(opened.store, clock, { files: asleep });
    void withdraw("strike");
    await until(async () => (await rows(opened)).length === 1);
    expect(await file()).not.toContain("withdrawn");
    const next = await openNewsdesk({ store: opened.store, folder, clock });
    expect(await everywhere(next)).not.toContain(SAYS);
    // The first may still be at it.
    await next.withdrawals.writeLeft();
    expect(await file()).not.toContain("withdrawn");
    clock.pass(MINUTE);
    await next.withdrawals.writeLeft();
    expect(await file()).toContain("withdrawn: true");
    // The first process recorded no edition, and the second never said the words: it is certain all the same.
    await next.settle();
    const [, last] = await opened.db.selectFrom("editions").selectAll().where("topic", "=", "strike").execute();
    expect([last?.kind, last?.version]).toEqual(["withdrawal", ""]);
  });

  test("holds in this process and in the file while the store is away, and everywhere once it is back", async () => {
    const opened = await openStore(kind);
    const clock = openClock();
    let isAway = false;
    const store: Store = {
      ...opened.store,
      open: async () => {
        if (isAway) throw new StoreError("The database is away.");
        return opened.store.open();
      },
    };
    const { desk, withdraw, file, ask } = await newsroom(store, clock);
    isAway = true;
    const done = await withdraw("strike");
    expect(done.outcome).toBe("trouble");
    expect(wordsIn(done)).toContain("is withdrawn: it is no longer shown by this bot.");
    expect(wordsIn(done)).toContain(
      "The database is away (The database is away): other processes follow once it is back",
    );
    expect(wordsIn(done)).toContain("Its file says that it is withdrawn.");
    expect(await everywhere(desk)).not.toContain(SAYS);
    expect(await file()).toContain("withdrawn: true");
    expect(wordsIn(await ask("/briefing-withdraw strike undo"))).toContain("stays withdrawn.");
    expect(await rows(opened)).toEqual([]);
    isAway = false;
    await desk.withdrawals.look();
    expect(await rows(opened)).toEqual(["strike UANN Lee to-write"]);
    clock.pass(MINUTE);
    await desk.withdrawals.writeLeft();
    expect(await rows(opened)).toEqual(["strike UANN Lee written"]);
  });
});

describe("a story that is withdrawn in one process", () => {
  test("is said by none of the others a second later, and is back as soon", async () => {
    const opened = await openStore("postgres");
    const clock = openClock();
    const { folder, withdraw, press } = await newsroom(opened.store, clock);
    // Another host: its own content, its own connections, by the interval that the bot has.
    const url = opened.url ?? "";
    const second = createStore({ folder: opened.folder, url, now: Date.now });
    onTestFinished(() => second.close());
    const own = await contentFolder();
    const other = await openNewsdesk({ store: second, folder: own.folder, clock, lookMs: 500, leads: false });
    expect(folder).not.toBe(own.folder);
    expect(await everywhere(other)).toContain(SAYS);
    const done = await withdraw("strike");
    const since = performance.now();
    await until(() => other.library.current().briefing("strike") === undefined, 3_000);
    expect(performance.now() - since).toBeLessThan(1_000);
    expect(await everywhere(other)).not.toContain(SAYS);
    expect(await own.file()).not.toContain("withdrawn");
    await press(done, "Undo");
    await until(() => other.library.current().briefing("strike") !== undefined, 3_000);
    expect(await everywhere(other)).toContain(SAYS);
  });
});
