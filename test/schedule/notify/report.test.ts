import { describe, expect, test } from "vitest";
import { MOST_REPORTS } from "#schedule";
import { openNewsroom, PLATFORMS } from "../../fixtures/newsroom.ts";
import { scene, until } from "../../fixtures/scheduled.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const HOSTILE =
  "@everyone <!channel> <@U1> <@53908232506183680> [click](https://evil.example) https://evil.example\nWho: U9 (the editor)\n**bold** \u202eevil\u0000 \ud800";
const FORM =
  "Report a mistake\nIt goes to whoever runs this bot, with where you read it. Nobody else sees it.\nWhich sentence?\nWhat is wrong?\nMay we share your name?\nDo you want to know the outcome?";
const FORM_AGAIN = /^Report a mistake\nIt goes to whoever runs this bot/;
const THANKS = "Thank you\nYour report goes to whoever runs this bot, with your words but not your name.";
const HOUR_MS = 3_600_000;
const OPS = { platform: "fake", tenant: "T1", id: "OPS" };

describe.each(PLATFORMS)("a mistake reported on %s", (platform) => {
  test("is asked for in a form, passed on to the operator's place, and thanked for", async () => {
    const { ask, open, send, operator, faults } = await openNewsroom(platform, "embedded");
    expect(await open(await ask())).toBe(FORM);
    expect(operator()).toEqual([]);
    expect(await send("The court sits on Tuesday.")).toBe(THANKS);
    await until(() => operator().length > 0);
    expect(operator()[0]?.text).toMatch(
      /^A mistake was reported\nWho: somebody who did not give a name\. Where: .*\nAbout: “Rail strike”, What's next, as it stands now\nThey wrote: The court sits on Tuesday\.(?:\nOpen for correction)?$/,
    );
    expect(faults()).toEqual([]);
  });

  test("pings nobody, links nowhere and forges no line, whatever was written", async () => {
    const { ask, open, send, operator, faults, channel } = await openNewsroom(platform, "embedded");
    await open(await ask());
    await send(`${HOSTILE} ${"x".repeat(4_000)}`);
    await until(() => operator().length > 0);
    const [told] = operator();
    // Nothing but the place where it was read.
    expect(told?.live.filter((one) => !one.includes(channel.id))).toEqual([]);
    expect(told?.text.split("\n")[1]).toMatch(/ Where: (?:<#\d+>)?$/);
    expect(told?.text.match(/^Who: /gm)).toHaveLength(1);
    expect(told?.text).toContain("Who: U9 (the editor)");
    expect(told?.text.length).toBeLessThan(1_400);
    expect(faults()).toEqual([]);
  });

  test("can be reported under what all can see too, and is answered to the reporter alone", async () => {
    const { ask, share, open, send, posts, labels, operator, db, channel, faults } = await openNewsroom(
      platform,
      "embedded",
    );
    await share(await ask());
    const { tenant, id: place } = channel;
    const row = subscriptionRow("due", { platform, tenant, place, next_run_at: new Date() });
    await db.insertInto("subscriptions").values(row).execute();
    await until(() => posts().length > 1);
    for (const message of posts().slice(0, 2)) {
      expect(labels(message).at(-1)).toBe("Report a mistake");
      expect(await open(message)).toBe(FORM);
      expect(await send("The court sits on Tuesday.")).toBe(THANKS);
    }
    await until(() => operator().length === 2);
    expect(posts()).toHaveLength(2);
    expect(faults()).toEqual([]);
  });

  test("goes on after a restart from the button and from the form, and is passed on once", async () => {
    const before = await openNewsroom(platform, "embedded");
    const answer = await before.ask();
    await before.open(answer);
    expect(await before.send("The court sits on Tuesday.")).toBe(THANKS);
    await until(() => before.operator().length === 1);
    await before.stop();
    const after = await before.another();
    expect(await after.sendAgain(before.sent())).toBe(THANKS);
    expect(await after.open(answer)).toBe(FORM);
    expect(await after.send("And not on Monday.")).toBe(THANKS);
    await until(() => after.operator().length > 0);
    expect(
      after.operator().map(({ text }) => text.split(/They wrote: |\n/).at(platform === "slack" ? -2 : -1)),
    ).toEqual(["And not on Monday."]);
  });

  test("is not passed on without end: each person is told when it is enough", async () => {
    const { ask, open, send, skip, operator } = await openNewsroom(platform, "embedded");
    await open(await ask());
    for (let sent = 0; sent < MOST_REPORTS.person; sent += 1) expect(await send(`Mistake ${sent}`)).toBe(THANKS);
    expect(await send("One more")).toBe(
      "Report not sent\nYou've reported several mistakes in the past hour. Those were sent; this one wasn't. Please report it later, or tell whoever runs this bot directly.",
    );
    expect(await send("Somebody else's", platform === "slack" ? "UBEN" : "80351110224678912")).toBe(THANKS);
    skip(HOUR_MS);
    expect(await send("An hour later")).toBe(THANKS);
    await until(() => operator().length === MOST_REPORTS.person + 2);
  });

  test("is not offered where nobody would hear of it, and an older button says so", async () => {
    const before = await openNewsroom(platform, "embedded");
    const answer = await before.ask();
    expect(before.labels(answer).at(-1)).toBe("Report a mistake");
    await before.stop();
    const nobody = { ...before.channel, platform: "elsewhere" };
    const after = await openNewsroom(platform, "embedded", { operator: nobody });
    expect(after.labels(await after.ask())).not.toContain("Report a mistake");
    expect(await after.open(answer)).toContain("Nobody is set up to receive reports here.");
    expect(after.faults()).toEqual([]);
  });

  test.each([
    ["white space", "  \n "],
    ["blanks of other scripts", "\u00a0\u3000\u2800\u3164"],
    ["marks that nobody sees", "\u200b\u2060\ufeff\u00ad"],
  ])("with nothing in it but %s is asked for again", async (_, words) => {
    const { ask, open, send, db } = await openNewsroom(platform, "embedded");
    await open(await ask());
    // The form stays where it can; where it is gone by then, it can be opened again.
    expect(await send(words)).toMatch(platform === "slack" ? `${FORM}\nPlease write something here.` : FORM_AGAIN);
    expect(await db.selectFrom("notices").select("key").execute()).toEqual([]);
  });

  test("that cannot be kept is told to its reporter", async () => {
    const { ask, open, send, db, logged } = await openNewsroom(platform, "embedded");
    await open(await ask());
    await db.schema.alterTable("notices").renameTo("no_notices").execute();
    expect(await send("The court sits on Tuesday.")).toBe(
      "Report not sent\nYour report couldn't be sent. Please try again later, or tell whoever runs this bot directly.",
    );
    expect(logged.map(({ message }) => message)).toContain("could not send a mistake report");
    expect(JSON.stringify(logged)).not.toContain("Tuesday");
  });
});

describe.each(KINDS)("reports (%s)", (kind) => {
  const report = (n: number, more: { person?: string; tenant?: string } = {}) => ({
    ask: `r${n}`,
    by: { id: more.person ?? `U${n}` },
    place: { platform: "fake", tenant: more.tenant ?? `T${n}`, id: "C1" },
    about: "Rail strike",
    words: "wrong",
  });

  test("of a person, a workspace and all together end at their limits, though they come at once", async () => {
    const { schedule, connect } = await scene({ kind, schedule: { operator: OPS } });
    connect();
    const all = async (reports: readonly ReturnType<typeof report>[]) =>
      (await Promise.all(reports.map(schedule.operator.report))).filter((outcome) => outcome === "passed-on").length;
    const many = Array.from({ length: MOST_REPORTS.everyone }, (_, n) => n);
    expect(await all(many.slice(0, 12).map((n) => report(n, { person: "U", tenant: "TA" })))).toBe(MOST_REPORTS.person);
    expect(await all(many.slice(20, 50).map((n) => report(n, { tenant: "TA" })))).toBe(
      MOST_REPORTS.tenant - MOST_REPORTS.person,
    );
    expect(await all(many.map((n) => report(n + 100)))).toBe(MOST_REPORTS.everyone - MOST_REPORTS.tenant);
    expect(await schedule.operator.report(report(200))).toBe("enough");
    expect(await schedule.operator.report(report(100))).toBe("passed-on");
  });

  test.each([
    ["an emoji of several", "👩‍👩‍👧"],
    ["a letter with its mark", "e\u0301"],
  ])("that are too long, and what owners are told, are never cut inside a character: %s", async (_, character) => {
    const { schedule, connect, db } = await scene({ kind, schedule: { operator: OPS } });
    connect();
    const text = (most: number) => `${"x".repeat(most - 2)}${character}yz`;
    await schedule.operator.report({ ...report(1), words: text(1_000) });
    await schedule.owners.tell("operator", [{ what: "check", topic: "strike", of: "1", text: text(600) }]);
    const kept = await db.selectFrom("notices").select("text").orderBy("key").execute();
    expect(kept.map((notice) => notice.text.split("\n").at(-1))).toEqual([
      `${"x".repeat(598)}…`,
      `They wrote: ${"x".repeat(998)}…`,
    ]);
  });

  test("are forgotten with whoever sent them", async () => {
    const { schedule, connect, db } = await scene({ kind, schedule: { operator: OPS } });
    connect();
    await schedule.operator.report(report(1, { person: "U1" }));
    await schedule.operator.report(report(2, { person: "U2" }));
    await schedule.forget({ platform: "other", person: "U1" });
    expect(await db.selectFrom("notices").select("key").execute()).toHaveLength(2);
    await schedule.forget({ platform: "fake", person: "U1" });
    const kept = await db.selectFrom("notices").selectAll().execute();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain("U1");
  });
});
