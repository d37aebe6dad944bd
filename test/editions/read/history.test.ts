import { describe, expect, onTestFinished, test } from "vitest";
import { purgeEdition } from "#editions";
import { createStore } from "#store";
import { KINDS, openStore, storeOptions } from "../../fixtures/stores/stores.ts";
import { DAY, openClock, processOn, saying } from "../scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const FARES = "Fares will rise. [^4]";
const correction = { kind: "correction", why: "The time was missing." } as const;
const withdrawal = { kind: "withdrawal", why: "It could not be confirmed." } as const;

type Changes = Awaited<ReturnType<ReturnType<typeof processOn>["editions"]["history"]>>;

/** What a history says, without its times. */
const told = (changes: Changes) =>
  changes.map(({ topic, number, kind, why, replaced, added, removed }) => ({
    edition: `${topic} ${number} ${kind}${why === undefined ? "" : `: ${why}`}`,
    replaced: replaced.map(({ was, now }) => [was?.text, now?.text]),
    added: added.map(({ now }) => now?.text),
    removed: removed.map(({ was }) => was?.text),
  }));

describe.each(KINDS)("the history of a story (%s)", (kind) => {
  test("is what each edition changed, the newest first, with its citations", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    clock.pass(DAY);
    await serve(saying([STOP, TALKS, FARES]));
    clock.pass(DAY);
    await serve(saying([NOON, FARES], { change: correction }));
    const history = await editions.history("strike");
    expect(told(history)).toEqual([
      {
        edition: "strike 3 correction: The time was missing.",
        replaced: [["The union stops work.", "The union stops work at noon."]],
        added: [],
        removed: ["Talks failed."],
      },
      { edition: "strike 2 update", replaced: [], added: ["Fares will rise."], removed: [] },
      { edition: "strike 1 update", replaced: [], added: [], removed: [] },
    ]);
    const all = history.flatMap(({ replaced, added, removed }) => [...replaced, ...added, ...removed]);
    for (const one of all)
      for (const said of ["was" in one ? one.was : undefined, "now" in one ? one.now : undefined])
        if (said) expect(said.cites[0]).toEqual(["wire", expect.stringMatching(/^\d+-\d+$/), expect.any(String)]);
    expect(told(await editions.corrections())).toEqual(told(history).slice(0, 1));
  });

  test.each([
    ["withdrawn", { change: withdrawal }],
    ["corrected without its old words", { change: { ...correction, hideOld: true } }],
  ])("never repeats what was %s, in no edition", async (_, { change }) => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    await serve(saying([TALKS]));
    clock.pass(DAY);
    await serve(saying([STOP, TALKS]));
    clock.pass(DAY);
    await serve(saying([NOON, TALKS]));
    clock.pass(DAY);
    await serve(saying(change.kind === "withdrawal" ? [TALKS] : [`Work stops. [^1]`, TALKS], { change }));
    const said = JSON.stringify([await editions.history("strike"), await editions.corrections()]);
    expect(said).not.toMatch(/union stops/);
    expect(said).toContain(change.why);
  });

  test("leaves out what was not for everyone while it stood", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    const header = "title: Quiet strike\naudience: [fake:T1]";
    await serve(saying([STOP], { header }));
    await serve(saying([STOP, TALKS], { header, change: { kind: "correction", why: "Secret talks." } }));
    clock.pass(DAY);
    await serve(saying([NOON, TALKS, FARES]));
    const history = await editions.history("strike");
    expect(told(history)).toEqual([
      {
        edition: "strike 3 update",
        replaced: [[undefined, "The union stops work at noon."]],
        added: ["Fares will rise."],
        removed: [],
      },
    ]);
    expect(await editions.corrections()).toEqual([]);
  });

  test.each([
    ["everyone", "title: Rail strike", 1],
    ["fewer people", "title: Rail strike\naudience: [fake:T1]", 0],
  ])("tells corrections of a story that was last for %s and is gone", async (_, header, many) => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    await serve(saying([NOON, TALKS], { change: correction }));
    clock.pass(DAY);
    await serve(saying([NOON, FARES], { header }));
    clock.pass(DAY);
    await serve(saying([NOON, FARES], { header: `${header}\nwithdrawn: true` }));
    expect((await editions.corrections()).filter(({ why }) => why === correction.why)).toHaveLength(many);
  });

  test("never says what was wrong in words for fewer people, once these are replaced by words for everyone", async () => {
    const { store } = await openStore(kind);
    const { serve, editions } = processOn(store, openClock());
    const header = "title: Quiet strike\naudience: [fake:T1]";
    const change = { kind: "correction", why: "Secret talks." } as const;
    await serve(saying([STOP, TALKS], { header }));
    await serve(saying([NOON, TALKS], { header, change }));
    await serve(saying([NOON, TALKS], { change }));
    const said = [...(await editions.history("strike")), ...(await editions.corrections())];
    expect(said.length).toBeGreaterThan(0);
    expect(JSON.stringify(said)).not.toContain("Secret");
  });

  test("never repeats words that were hidden more than a hundred editions ago, when they are said and replaced again", async () => {
    const { store } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    await serve(saying([NOON, TALKS], { change: { ...correction, hideOld: true } }));
    for (let edition = 3; edition < 108; edition += 1)
      await serve(saying(edition % 2 === 1 ? [NOON, TALKS, FARES] : [NOON, TALKS]));
    await serve(saying([NOON, TALKS, STOP]));
    await serve(saying([NOON, TALKS]));
    const history = await editions.history("strike");
    expect(history).toHaveLength(100);
    expect(history.map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, index) => 109 - index));
    expect(history[0]?.removed).toEqual([{}]);
    expect(JSON.stringify(history.slice(2))).not.toMatch(/union stops work\.|isFirst":true/);
    // What is said now may be read, and has been by everyone.
    await serve(saying([NOON, TALKS, STOP]));
    expect(told(await editions.history("strike"))[0]?.added).toEqual(["The union stops work."]);
  });

  test("never says what was wrong once it is not known any more who could read it", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, editions } = processOn(store, clock);
    await serve(saying([STOP, TALKS], { header: "title: Quiet strike\naudience: [fake:T1]" }));
    await serve(saying([NOON, TALKS], { change: { kind: "correction", why: "Secret talks." } }));
    clock.pass(DAY);
    await serve(saying([NOON, FARES]));
    await db.deleteFrom("editions").where("number", "=", 1).execute();
    const [, corrected] = await editions.history("strike");
    expect(corrected).toMatchObject({ number: 2, kind: "correction", isFirst: true });
    expect(JSON.stringify([await editions.history("strike"), await editions.corrections()])).not.toContain("Secret");
  });

  test("shows a hundred corrections for everyone, however many newer ones are for fewer people", async () => {
    const { store, db } = await openStore(kind);
    const { editions } = processOn(store, openClock());
    const edition = (topic: string, number: number, audience: unknown, at: number) => {
      const [made_at, kind] = [new Date(at), "correction" as const];
      const of = { topic, number, predecessor: number - 1, version: `v${number}`, kind, why: `Wrong ${number}.` };
      return { ...of, reviewed_by: null, audience: JSON.stringify(audience), made_at, named_at: made_at };
    };
    const numbers = Array.from({ length: 110 }, (_, index) => index + 1);
    await db
      .insertInto("editions")
      .values([
        ...numbers.map((number) => edition("open", number, "everyone", number)),
        ...numbers.map((number) => edition("quiet", number, [{ platform: "fake", tenant: "T1" }], 1_000 + number)),
      ])
      .execute();
    const shown = await editions.corrections();
    expect(shown.map(({ topic, number }) => `${topic} ${number}`)).toEqual(
      Array.from({ length: 100 }, (_, index) => `open ${110 - index}`),
    );
  });

  test.each(["withdrawn", "purged"])("shows no words that another process has %s since", async (what) => {
    const options = await storeOptions(kind);
    const [own, other] = [createStore(options), kind === "postgres" ? createStore(options) : undefined];
    onTestFinished(async () => void (await Promise.all([own.close(), other?.close()])));
    const clock = openClock();
    const ours = processOn(own, clock);
    const theirs = other ? processOn(other, clock) : ours;
    await ours.serve(saying([STOP, TALKS]));
    clock.pass(DAY);
    await ours.serve(saying([NOON, TALKS], { change: correction }));
    const shown = async () =>
      JSON.stringify([await ours.editions.history("strike"), await ours.editions.corrections()]);
    expect(await shown()).toContain("The union stops work.");
    const { db } = await (other ?? own).open();
    if (what === "purged") await purgeEdition("strike", 1, db);
    else await theirs.serve(saying([TALKS], { change: withdrawal }));
    expect(await shown()).not.toContain("The union stops work.");
  });

  test("of nothing stored is empty", async () => {
    const { store } = await openStore(kind);
    const { editions } = processOn(store, openClock());
    expect([await editions.history("strike"), await editions.corrections()]).toEqual([[], []]);
  });
});
