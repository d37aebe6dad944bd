import { onTestFinished } from "vitest";
import { asChanged, type Library } from "#briefing";
import type { ChatAdapter, Lead, Place, Reply } from "#chat";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions } from "#editions";
import { createSchedule } from "#schedule";
import type { Database, Store } from "#store";
import { botOver, PLACE } from "../fixtures/content/bot.ts";
import { briefingFile, libraryOf, sourceFile } from "../fixtures/content/library.ts";

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;
export const NOON = Date.parse("2026-11-26T12:00:00Z");

const WIRE =
  "The union will stop work at noon. Talks failed on Monday. Ministers said they would meet again. Fares will rise by two pounds. Nobody spoke all day long. The court sits on Friday.";
const FOOTNOTES = [
  '[^1]: wire "union will stop work at noon"',
  '[^2]: wire "Talks failed on Monday"',
  '[^3]: wire "said they would meet again"',
  '[^4]: wire "Fares will rise by two pounds"',
  '[^5]: wire "Nobody spoke all day long"',
  '[^6]: wire "The court sits on Friday"',
];

export type Saying = {
  readonly header?: string;
  readonly next?: readonly string[];
  readonly others?: Readonly<Record<string, string>>;
  /** What the file says of its last change. */
  readonly change?: Parameters<typeof asChanged>[1];
};

/** A library with one story, of these items; each cites by its number. */
export function saying(happening: readonly string[], more: Saying = {}): Library {
  const items = (all: readonly string[]) => all.map((item) => `- ${item}`).join("\n");
  const text = briefingFile({
    header: more.header ?? "title: Rail strike",
    happening: items(happening),
    next: items(more.next ?? []),
    footnotes: FOOTNOTES.join("\n"),
  });
  const files = { "sources/wire.md": sourceFile(WIRE, "title: Wire"), ...more.others };
  const { sources } = libraryOf(files);
  const changed = more.change ? asChanged(text, more.change, sources) : text;
  return libraryOf({ ...files, "briefings/strike.md": changed });
}

/** A lead that is passed around by hand. */
export function leadByHand() {
  const tells: ((leads: boolean) => void)[] = [];
  return {
    lead: ((tell) => {
      tells.push(tell);
      tell(false);
      return { stop: async () => {} };
    }) satisfies Lead,
    /** Whose turn it is, by the order in which they followed it. */
    pass: (to: number) => tells.forEach((tell, index) => void tell(index === to)),
  };
}

const leading: Lead = (tell) => {
  tell(true);
  return { stop: async () => {} };
};

export type ProcessOptions = {
  readonly lead?: Lead;
  readonly adapters?: readonly ChatAdapter[];
  readonly operator?: Place;
};

/** One process on a store, with clocks that only the test moves. */
export function processOn(
  store: Store,
  clock: Clock,
  { lead = leading, adapters = [], operator }: ProcessOptions = {},
) {
  const problems: object[] = [];
  const log = { info: () => {}, warn: () => {}, error: (details: object) => void problems.push(details) };
  const newId = () => crypto.randomUUID();
  const schedule = createSchedule({ store, log, now: clock.now, newId, ...(operator && { operator }) });
  const editions = createEditions({
    ...{ store, log, now: clock.now, monotonic: clock.monotonic, mayHear, resumeNumbering, lookMs: 3_600_000 },
    ...{ tenants: schedule.tenants, operator: schedule.operator },
  });
  onTestFinished(() => editions.stop());
  editions.start(lead, adapters);
  let library: Library | undefined;
  const bot = botOver(saying([]), { library: () => library ?? saying([]), editions, schedule });
  return {
    editions,
    schedule,
    problems,
    bot,
    /** Serves a library from now on, and waits until what it changes is recorded and amended. */
    async serve(next: Library) {
      library = next;
      editions.see(next);
      await editions.record();
      await editions.amend();
    },
    ask: (words: string, place: Place = PLACE) =>
      bot.answer({ id: words, command: "whats-changed", words, place, by: { id: "U1" } }),
  };
}

export type Clock = ReturnType<typeof openClock>;

export function openClock(atMs = NOON) {
  let [wall, running] = [atMs, 0];
  return {
    now: () => wall,
    monotonic: () => running,
    /** Time passes. */
    pass(ms: number) {
      wall += ms;
      running += ms;
    },
    /** Somebody sets the clock. */
    set(ms: number) {
      wall += ms;
    },
  };
}

/** What is stored of editions: number, kind and the words of each that stands or stood. */
export async function editionsIn(db: Database) {
  const editions = await db.selectFrom("editions").selectAll().orderBy("topic").orderBy("number").execute();
  const rows = await db.selectFrom("edition_statements").selectAll().orderBy("since").orderBy("statement").execute();
  return editions.map(({ topic, number, kind }) => ({
    topic,
    number,
    kind,
    says: rows
      .filter((row) => row.topic === topic && row.since <= number && (row.until === null || row.until > number))
      .map(({ text }) => text)
      .sort(),
  }));
}

/** A reply as people read it, line by line. */
export function readReply({ title, blocks, notes }: Reply): string[] {
  return [
    title,
    ...blocks.flatMap((block): string[] => {
      if (block.kind === "heading" || block.kind === "notice") return [block.text];
      if (block.kind !== "lines") return [];
      return block.lines.map(({ text, cites }) => `• ${text} [${cites.map(({ source }) => source).join("][")}]`);
    }),
    ...notes.map((note) => `[${note.number}] ${note.title}`),
  ];
}
