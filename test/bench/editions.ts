import { sql } from "kysely";
import { matchStatements } from "#schedule";
import type { Database } from "#store";
import { type Bench, formatSpread } from "./bench.ts";
import { sequence } from "./core/generated-content.ts";
import { type Ground, type Kind, openGround, type Place, withStore } from "./delivery/ground.ts";
import { archiveLibrary, STORIES, storeArchive, takenBackIn } from "./editions/archive.ts";
import { openDesk } from "./editions/desk.ts";
import { growthOf } from "./editions/growth.ts";

const KINDS: readonly Kind[] = ["embedded", "postgres"];
const NAMES = { embedded: "SQLite", postgres: "PostgreSQL" } as const;
const NOW_MS = Date.parse("2026-11-26T12:00:00Z");
const MIDDLE = 5;

/** What is kept of editions: how soon it is compared, told and shown, and how much room it takes. */
export const editionsBench: Bench = {
  name: "editions",
  summary: "comparing editions, telling what changed and showing it where a thousand stories have a hundred editions",
  async run({ quick }, print) {
    const broken: string[] = [];
    const say: Say = (measure, ours, more = {}) => print({ measure, ours, bare: "", aim: "", runs: 0, ...more });
    compare(say, quick ? 100 : 500);
    const ground = await openGround();
    try {
      const library = archiveLibrary();
      for (const kind of KINDS) {
        const place = await ground.database(kind);
        await withStore(place, ({ db }) => storeArchive(db, NOW_MS));
        await read(kind, place, { library, quick, broken, say });
      }
      for (const kind of KINDS) await grow(kind, ground, say);
    } finally {
      await ground.stop();
    }
    return broken;
  },
};

type Say = (measure: string, ours: string, more?: { bare?: string; aim?: string; runs?: number }) => void;

/** Two editions of a hundred statements, every one of them reworded. */
function compare(say: Say, runs: number): void {
  const all = (does: string) =>
    Array.from({ length: 100 }, (_, index) => ({
      text: `The ${index} of the ${index * 7} said that it would ${does} the case ${index * 13} again and again in court`,
      quotes: [`source ${index % 40}`],
    }));
  const [before, after] = [all("hear"), all("drop")];
  const times = timesOf(runs, () => matchStatements(before, after));
  say("comparing an edition of 100 statements, ms", formatSpread(times, 2), { aim: "≤ 5", runs });
}

type Reading = {
  readonly library: ReturnType<typeof archiveLibrary>;
  readonly quick: boolean;
  readonly broken: string[];
  readonly say: Say;
};

async function read(kind: Kind, place: Place, { library, quick, broken, say }: Reading): Promise<void> {
  const desk = await openDesk(place, library, () => NOW_MS);
  const { db } = await desk.store.open();
  const next = sequence(7);
  const story = () => Math.floor(next() * STORIES);
  const runs = quick ? 200 : 1_000;
  const wrong = (what: string) => broken.push(`${NAMES[kind]}: ${what}`);
  try {
    for (const since of ["7 days", ""]) {
      let [asked, queries] = [0, 0];
      const one = async () => {
        desk.queries();
        const ask = { id: `${since} ${asked}`, command: "whats-changed", words: `story-${story()} ${since}`.trim() };
        const reply = await desk.bot.answer({ ...ask, place: CHANNEL, by: { id: "U1" } });
        asked += 1;
        queries = Math.max(queries, desk.queries());
        if (reply.outcome !== "answered") wrong(`“${ask.words}” was not answered`);
      };
      for (let warm = 0; warm < 20; warm += 1) await one();
      const [ours, bare]: [number[], number[]] = [[], []];
      // In turn, so that what else the machine does meets both.
      for (let run = 0; run < runs; run += 1) {
        ours.push(...(await timesOfAsync(1, one)));
        bare.push(...(await timesOfAsync(1, () => bareQueries(queries, story(), db))));
      }
      say(`${NAMES[kind]}: /whats-changed${since && ` since ${since}`}, p50, p99, ms`, percentiles(ours), {
        bare: `${percentiles(bare)} (${queries} queries)`,
        ...{ aim: "≤ 20", runs },
      });
    }
    const pages = [
      ["/corrections", () => "/corrections"],
      ["/corrections.atom", () => "/corrections.atom"],
      ["/briefings/TOPIC/history", () => `/briefings/story-${story()}/history`],
      ["/briefings/TOPIC/history.json", () => `/briefings/story-${story()}/history.json`],
    ] as const;
    const pageRuns = quick ? 20 : 100;
    for (const [name, path] of pages) {
      let repeated = 0;
      const one = async () => {
        repeated += takenBackIn(await desk.page(path())).length;
      };
      for (let warm = 0; warm < 3; warm += 1) await one();
      say(`${NAMES[kind]}: ${name}, p50, p99, ms`, percentiles(await timesOfAsync(pageRuns, one)), { runs: pageRuns });
      if (repeated > 0) wrong(`${name} repeats words that were taken back`);
    }
  } finally {
    await desk.close();
  }
}

const CHANNEL = { platform: "slack", tenant: "T1", id: "C1" };

/** As many round trips as an answer takes, each for one row. */
async function bareQueries(count: number, story: number, db: Database): Promise<void> {
  for (let index = 0; index < count; index += 1)
    await sql`select version from editions where topic = ${`story-${story}`} and number = ${MIDDLE}`.execute(db);
}

async function grow(kind: Kind, ground: Ground, say: Say): Promise<void> {
  const { stored, changed } = await growthOf(await ground.database(kind));
  say(`${NAMES[kind]}: store growth against changed text`, `${(stored / changed).toFixed(2)} ×`, {
    bare: `${Math.round(changed / 1_024)} KB of text and quotes`,
    ...{ aim: "≤ 2 ×", runs: 1 },
  });
}

function timesOf(runs: number, what: () => unknown): number[] {
  return Array.from({ length: runs }, () => {
    const from = performance.now();
    what();
    return performance.now() - from;
  });
}

async function timesOfAsync(runs: number, what: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const from = performance.now();
    await what();
    times.push(performance.now() - from);
  }
  return times;
}

function percentiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return `${at(0.5).toFixed(1)}, ${at(0.99).toFixed(1)}`;
}
