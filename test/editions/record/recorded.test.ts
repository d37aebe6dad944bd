import { fc, test as prop } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { KINDS, openStore } from "../../fixtures/stores/stores.ts";
import { DAY, editionsIn, leadByHand, MINUTE, openClock, processOn, saying } from "../scene.ts";

const STOP = "The union stops work. [^1]";
const NOON = "The union stops work at noon. [^1]";
const TALKS = "Talks failed. [^2]";
const MEET = "Ministers meet again. [^3]";
const FARES = "Fares go up. [^4]";

describe.each(KINDS)("editions (%s)", (kind) => {
  test("are recorded when words change, with what each changes, and not for anything else", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve, problems } = processOn(store, clock);
    await serve(saying([STOP, TALKS]));
    const boring = [
      saying([TALKS, STOP]),
      saying([STOP], { next: [TALKS] }),
      saying(["The union\n  stops work. [^1]", TALKS], {
        header: "title: The strike\nasOf: 2026-11-20\naudience: everyone",
      }),
    ];
    for (const library of boring) await serve(library);
    clock.pass(MINUTE);
    await serve(saying([NOON, TALKS, MEET]));
    await serve(saying([NOON, MEET]));
    expect(await editionsIn(db)).toEqual([
      { topic: "strike", number: 1, kind: "update", says: ["Talks failed.", "The union stops work."] },
      {
        topic: "strike",
        number: 2,
        kind: "update",
        says: ["Ministers meet again.", "Talks failed.", "The union stops work at noon."],
      },
      { topic: "strike", number: 3, kind: "update", says: ["Ministers meet again.", "The union stops work at noon."] },
    ]);
    const ids = await db
      .selectFrom("edition_statements")
      .select(["statement", "since", "until"])
      .orderBy("since")
      .orderBy("statement")
      .execute();
    expect(ids).toEqual([
      { statement: "1.1", since: 1, until: 2 },
      { statement: "1.2", since: 1, until: 3 },
      // Of the same statement.
      { statement: "1.1", since: 2, until: null },
      { statement: "2.3", since: 2, until: null },
    ]);
    expect(problems).toEqual([]);
  });

  test("of a story that is withdrawn and back, or renamed, keep its statements apart from others'", async () => {
    const { store, db } = await openStore(kind);
    const { serve } = processOn(store, openClock());
    await serve(saying([STOP, TALKS]));
    await serve(saying([STOP, TALKS], { header: "title: Rail strike\nwithdrawn: true" }));
    await serve(saying([STOP, FARES]));
    expect((await editionsIn(db)).map(({ number, says }) => [number, says])).toEqual([
      [1, ["Talks failed.", "The union stops work."]],
      [2, []],
      [3, ["Fares go up.", "The union stops work."]],
    ]);
    const ids = await db
      .selectFrom("edition_statements")
      .select(["statement", "text"])
      .where("until", "is", null)
      .orderBy("text")
      .execute();
    expect(ids).toEqual([
      { statement: "3.2", text: "Fares go up." },
      { statement: "1.1", text: "The union stops work." },
    ]);
  });

  test("are one, not three, while two processes with different content take turns for ten minutes", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const by = leadByHand();
    const [older, newer] = [processOn(store, clock, { lead: by.lead }), processOn(store, clock, { lead: by.lead })];
    by.pass(0);
    await older.serve(saying([STOP, TALKS]));
    const others = { header: "title: Rail strike", others: {} };
    await newer.serve(saying([NOON, TALKS], others));
    // Both have run for days.
    clock.pass(3 * DAY);
    for (let turn = 0; turn < 20; turn += 1) {
      by.pass(turn % 2 === 0 ? 1 : 0);
      await Promise.all([older.editions.record(), newer.editions.record()]);
      clock.pass(MINUTE / 2);
    }
    expect((await editionsIn(db)).map(({ number }) => number)).toEqual([1, 2]);
    // Whoever still says what was said before after a quarter of an hour was put there on purpose.
    by.pass(0);
    await older.editions.record();
    clock.pass(15 * MINUTE);
    await older.editions.record();
    expect((await editionsIn(db)).map(({ says }) => says[1])).toEqual([
      "The union stops work.",
      "The union stops work at noon.",
      "The union stops work.",
    ]);
  });

  test("lose no story that a process about to be replaced does not have yet", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const by = leadByHand();
    const [older, newer] = [processOn(store, clock, { lead: by.lead }), processOn(store, clock, { lead: by.lead })];
    const gone = saying([STOP], { header: "title: Rail strike\nwithdrawn: true" });
    await older.serve(gone);
    by.pass(1);
    await newer.serve(saying([STOP]));
    by.pass(0);
    await older.editions.record();
    expect(await editionsIn(db)).toMatchObject([{ number: 1 }]);
  });

  test("change back at once where the process saw it happen, and are numbered on when the clock is set back", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const { serve } = processOn(store, clock);
    await serve(saying([STOP]));
    clock.set(-2 * DAY);
    await serve(saying([NOON]));
    await serve(saying([STOP]));
    expect((await editionsIn(db)).map(({ number, says }) => [number, ...says])).toEqual([
      [1, "The union stops work."],
      [2, "The union stops work at noon."],
      [3, "The union stops work."],
    ]);
    const times = await db.selectFrom("editions").select("made_at").orderBy("number").execute();
    expect(times.map(({ made_at }) => made_at)).toEqual(times.map(() => times[0]?.made_at));
  });

  test("are recorded once by two processes that both believe they lead", async () => {
    const { store, db } = await openStore(kind);
    const clock = openClock();
    const processes = [processOn(store, clock), processOn(store, clock), processOn(store, clock)];
    for (const library of [saying([STOP]), saying([NOON]), saying([NOON, TALKS])])
      await Promise.all(processes.map(({ serve }) => serve(library)));
    expect((await editionsIn(db)).map(({ number, says }) => [number, says.length])).toEqual([
      [1, 1],
      [2, 1],
      [3, 2],
    ]);
  });

  test("grow by no more than twice the words that change", async () => {
    const { store, db } = await openStore(kind);
    const { serve } = processOn(store, openClock());
    const items = (of: number) =>
      Array.from(
        { length: 60 },
        (_, index) =>
          `${"Words that nobody changes stand here for long. ".repeat(2).replaceAll(". ", ", ")}item ${index}${index < of ? " changed" : ""}. [^1]`,
      );
    await serve(saying(items(0)));
    const size = async () =>
      (await db.selectFrom("edition_statements").selectAll().execute()).reduce(
        (sum, row) => sum + JSON.stringify(row).length,
        0,
      ) +
      (await db.selectFrom("editions").selectAll().execute()).reduce((sum, row) => sum + JSON.stringify(row).length, 0);
    const before = await size();
    await serve(saying(items(6)));
    const { rows } = { rows: await db.selectFrom("edition_statements").selectAll().where("since", "=", 2).execute() };
    expect(rows).toHaveLength(6);
    expect((await size()) - before).toBeLessThan(before / 5);
  });
});

describe("statements before and after", () => {
  const sentence = fc.array(fc.constantFrom("strike", "talks", "fares", "court", "noon", "union", "again"), {
    minLength: 1,
    maxLength: 6,
  });
  const statement = fc.record({
    text: sentence.map((words) => words.join(" ")),
    quotes: fc.uniqueArray(fc.constantFrom("a", "b", "c", "d"), { minLength: 1, maxLength: 2 }),
  });
  const list = fc.array(statement, { maxLength: 12 });

  prop.prop([list, list])(
    "are matched one to one, the same with the same, and never what is ambiguous",
    async (before, after) => {
      const { matchStatements } = await import("#schedule");
      const { pairs, ambiguous } = matchStatements(before, after);
      expect(new Set(pairs.map(({ was }) => was)).size).toBe(pairs.length);
      expect(new Set(pairs.map(({ now }) => now)).size).toBe(pairs.length);
      for (const { was, now, same } of pairs)
        expect(same).toBe(
          JSON.stringify([before[was]?.text, [...(before[was]?.quotes ?? [])].sort()]) ===
            JSON.stringify([after[now]?.text, [...(after[now]?.quotes ?? [])].sort()]),
        );
      for (const was of ambiguous) expect(pairs.some((pair) => pair.was === was)).toBe(false);
    },
  );

  prop.prop([list, fc.infiniteStream(fc.nat())])("are all unchanged in whatever order", async (before, order) => {
    const { matchStatements } = await import("#schedule");
    const keys = before.map(() => order.next().value ?? 0);
    const after = before
      .map((one, index) => ({ one, key: keys[index] ?? 0 }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
    expect(matchStatements(before, after).pairs.filter(({ same }) => same)).toHaveLength(before.length);
  });

  test("are all accounted for, a hundred of them, all reworded", async () => {
    const { matchStatements } = await import("#schedule");
    const all = (more: string) =>
      Array.from({ length: 100 }, (_, index) => ({
        text: `The ${index} of the ${index * 7} said that it would ${more} the case ${index * 13} again and again in court`,
        quotes: [`source ${index % 40}`],
      }));
    const [before, after] = [all("hear"), all("drop")];
    const { pairs, ambiguous } = matchStatements(before, after);
    expect(pairs.length + ambiguous.size).toBe(100);
    expect(pairs.filter(({ was, now }) => was !== now)).toEqual([]);
  });
});
