import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Place } from "#chat";
import type { Database } from "#store";
import { tellWeeks } from "../../../src/app/upkeep/tell-week.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";
import { scene, subscribe, until } from "../../fixtures/scheduled.ts";
import { deliveryRow } from "../../fixtures/stores/rows.ts";
import { KINDS } from "../../fixtures/stores/stores.ts";

const OPS: Place = { platform: "fake", tenant: "T1", id: "OPS" };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The Monday that sums up the week before it. */
const TURN = Date.parse("2026-11-23T08:00:00Z");
const AFTER = "2026-11-23T08:00:01Z";

const story = (header: string) =>
  briefingFile({ header, happening: "- Trains stop. [^1]", footnotes: '[^1]: wire "the trains will stop"' });
const LIBRARY = libraryOf({
  "sources/wire.md": sourceFile("On Monday the trains will stop at noon."),
  "briefings/rail.md": story("title: Rail\ncheckBy: 2026-11-01"),
  "briefings/bus.md": story("title: Buses\ncheckBy: 2027-11-01"),
});

async function opened({
  kind,
  at = AFTER,
  operator = OPS as Place | null,
}: Parameters<typeof scene>[0] & { operator?: Place | null }) {
  const set = await scene({ kind, at, schedule: operator ? { operator } : {} });
  const tell = () => {
    const failed: string[] = [];
    const log = { ...SILENT, error: (_: object, message: string) => failed.push(message) };
    const given = { library: () => LIBRARY, operator: set.schedule.operator, now: set.now };
    onTestFinished(tellWeeks({ ...given, log }));
    return failed;
  };
  const told = () => set.platform.messages.filter(({ place }) => place === "OPS").map(({ text }) => text.split("\n"));
  return { ...set, tell, told };
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Deliveries that ended so long before the turn. */
async function ended(db: Database, ...rows: readonly (readonly [state: string, agoMs: number, reason?: string])[]) {
  const full = rows.map(([state, agoMs, reason = null], index) =>
    deliveryRow({
      subscription: "s0",
      slot: new Date(TURN - agoMs - index),
      state: state as "sent",
      reason,
      changed_at: new Date(TURN - agoMs),
    }),
  );
  await db.insertInto("deliveries").values(full).execute();
}

async function report(db: Database, key: string, agoMs: number, state = "told", dueAt = new Date(TURN - agoMs)) {
  const at = new Date(TURN - agoMs);
  await db
    .insertInto("notices")
    .values({
      ...{ key, platform: "fake", tenant: "T1", person: "U1", subscription: null, text: "x", about: null },
      ...{ state: state as "told", claimed_by: null, due_at: dueAt, attempts: 0, first_tried_at: null },
      ...{ made_at: at, told_at: null },
    })
    .execute();
}

describe.each(KINDS)("the week in a line for the operator (%s)", (kind) => {
  test("tells what ran apart from what was posted, what is overdue and what was reported, of those seven days alone", async () => {
    const { db, start, tell, told } = await opened({ kind });
    const later = new Date("2026-12-07T09:00:00Z");
    await subscribe(
      db,
      { next_run_at: later },
      { next_run_at: later },
      { state: "paused", paused_reason: "by hand", next_run_at: null },
    );
    await ended(
      db,
      ...[1, 2, 3].map((days) => ["sent", days * DAY_MS] as const),
      ["sent", 7 * DAY_MS],
      ["sent", 7 * DAY_MS + 1],
      ["sent", -1],
      ["skipped", DAY_MS, "unchanged"],
      ["skipped", 2 * DAY_MS, "unchanged"],
      ["skipped", DAY_MS, "check overdue"],
      ["failed", DAY_MS, "forbidden"],
      ["unknown", DAY_MS, "lost"],
    );
    await report(db, "report:a:b:1", DAY_MS);
    await report(db, "owner:report:a:b:2", 2 * DAY_MS);
    await report(db, "report:a:b:0", 8 * DAY_MS);
    await report(db, "heard:rail:mark:1", DAY_MS, "planned", new Date(TURN + 20 * DAY_MS));
    start();
    const failed = tell();
    await until(() => told().length > 0);
    expect(told()).toEqual([
      [
        "The past week",
        "Scheduled briefings in the seven days from 2026-11-16: 9 ran, 4 posted, 2 had nothing new, 1 skipped, 1 failed, 1 unconfirmed.",
        "Schedules: 2 active, 1 paused.",
        "Stories overdue for a check: 1.",
        "Reported mistakes: 2 in these days, 1 still open.",
        "WEEKLY=no turns this message off.",
      ],
    ]);
    expect(failed).toEqual([]);
  });

  test("comes once, however many processes look and however often, and again a week later", async () => {
    const { db, start, tell, told, schedule, skip } = await opened({ kind });
    await subscribe(db, { next_run_at: new Date("2027-12-07T09:00:00Z") });
    start();
    for (let processes = 0; processes < 4; processes += 1) tell();
    await until(() => told().length > 0);
    await schedule.operator.tellWeek(1);
    await wait(300);
    expect(told()).toHaveLength(1);
    skip(7 * DAY_MS - HOUR_MS);
    await schedule.operator.tellWeek(1);
    await wait(300);
    expect(told()).toHaveLength(1);
    skip(HOUR_MS);
    await schedule.operator.tellWeek(1);
    await until(() => told().length === 2);
    expect(told()[1]?.[1]).toMatch(/^Scheduled briefings in the seven days from 2026-11-23: \d+ ran/);
  });

  test.each([
    ["nothing was scheduled yet", { made_at: new Date(TURN + 1) }, OPS],
    ["nobody is named who hears it", {}, null],
    ["the place is on a platform that is not connected", {}, { ...OPS, platform: "other" }],
  ])("does not come where %s", async (_, more, operator) => {
    const { db, start, tell, told } = await opened({ kind, operator });
    await subscribe(db, { next_run_at: new Date("2027-12-07T09:00:00Z"), ...more });
    start();
    const failed = tell();
    await wait(400);
    expect(told()).toEqual([]);
    expect(failed).toEqual([]);
    expect(await db.selectFrom("notices").select("key").where("key", "like", "weekly:%").execute()).toEqual([]);
  });
});
