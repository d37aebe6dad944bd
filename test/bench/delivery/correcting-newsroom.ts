import { randomUUID } from "node:crypto";
import { asChanged, type Library } from "#briefing";
import { mayHear, resumeNumbering } from "#commands";
import { createEditions } from "#editions";
import { createSchedule, type ScheduleOptions } from "#schedule";
import type { Store } from "#store";
import { fakeAdapter } from "../../fakes/platform-adapter.ts";
import { briefingFile, libraryOf, sourceFile } from "../../fixtures/content/library.ts";

const SOURCE = sourceFile("The union will stop work at noon. Talks failed on Monday.", "title: Wire");
/** The library once the first so many stories are corrected. */
export function correctedLibrary(stories: number, corrected: number): Library {
  const sources = { "sources/wire.md": SOURCE };
  const { sources: known } = libraryOf(sources);
  const files = Array.from({ length: stories }, (_, index) => {
    const says = index < corrected ? "The union stops work at noon." : "The union stops work.";
    const text = briefingFile({
      header: `title: Story ${index}`,
      happening: `- ${says} [^1]\n- Talks failed. [^2]`,
      footnotes: '[^1]: wire "union will stop work at noon"\n[^2]: wire "Talks failed on Monday"',
    });
    const change = { kind: "correction", why: `The time of ${index} was missing.` } as const;
    return [`briefings/story-${index}.md`, index < corrected ? asChanged(text, change, known) : text] as const;
  });
  return libraryOf({ ...sources, ...Object.fromEntries(files) });
}

/** What one process does: follows the library, records and amends. */
export function openNewsroom(store: Store, url: string, now: () => number, often: Partial<ScheduleOptions> = {}) {
  const write = () => {};
  const log = { info: write, warn: write, error: write };
  const operator = { platform: "fake", tenant: "T1", id: "OPS" };
  const schedule = createSchedule({ store, now, newId: randomUUID, log, operator, ...often });
  const adapter = fakeAdapter({ url, now });
  const editions = createEditions({
    ...{
      store,
      log,
      now,
      mayHear,
      resumeNumbering,
      tenants: schedule.tenants,
      operator: schedule.operator,
      lookMs: 50,
      leaseMs: 3_000,
    },
  });
  return { schedule, adapter, editions };
}
