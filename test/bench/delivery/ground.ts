import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createStore, type OpenStore, type Store, type SubscriptionRow } from "#store";
import { freshDatabase, startPostgres } from "../../fixtures/postgres.ts";
import { subscriptionRow } from "../../fixtures/rows.ts";
import type { ChildTask } from "./child.ts";

export type Kind = Store["kind"];

/** Where a bench keeps its databases: a folder, and a PostgreSQL server whose commits reach the disk. */
export type Ground = {
  /** An empty database. */
  database(kind: Kind): Promise<Place>;
  stop(): Promise<void>;
};

export type Place = { readonly folder: string; readonly url?: string };

export async function openGround(): Promise<Ground> {
  const root = await mkdtemp(join(tmpdir(), "nutgraf-bench-"));
  const server = await startPostgres({ durable: true });
  // Laying one out takes seconds.
  const laid = join(root, "laid");
  await withStore({ folder: laid }, async () => {});
  return {
    async database(kind) {
      const folder = await mkdtemp(join(root, "data-"));
      if (kind === "embedded") await cp(laid, folder, { recursive: true });
      return kind === "embedded" ? { folder } : { folder, url: await freshDatabase(server.url("postgres")) };
    },
    async stop() {
      await server.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Does something with a database that no other process has open. */
export async function withStore<T>(place: Place, what: (open: OpenStore) => Promise<T>): Promise<T> {
  const store = createStore({ ...place, now: Date.now });
  try {
    return await what(await store.open());
  } finally {
    await store.close();
  }
}

/** Subscriptions with a channel each, due as told. */
export async function seed({ db }: OpenStore, count: number, dueAtMs: (index: number) => number): Promise<void> {
  const rows = Array.from({ length: count }, (_, index): SubscriptionRow => {
    const at = { platform: "fake", place: `C${index}`, next_run_at: new Date(dueAtMs(index)) };
    return subscriptionRow(`s${index}`, { ...at, cron: "0 9 * * *", owner: `U${index}` });
  });
  for (let from = 0; from < rows.length; from += 1_000)
    await db
      .insertInto("subscriptions")
      .values(rows.slice(from, from + 1_000))
      .execute();
}

/** A process of the bench. */
export type Child = {
  readonly ready: Promise<void>;
  kill(): Promise<void>;
  /** Asks it to stop, and tells what it said of itself. */
  stop(): Promise<{ rssMb: number }>;
  readonly ended: Promise<{ rssMb: number }>;
};

export function startChild(task: ChildTask): Child {
  const file = join(import.meta.dirname, "child.ts");
  const child: ChildProcess = spawn(process.execPath, [file, JSON.stringify(task)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ready = Promise.withResolvers<void>();
  let said = { rssMb: 0 };
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    if (line === "ready") ready.resolve();
    else said = JSON.parse(line);
  });
  const exit = once(child, "exit").then(() => ready.resolve());
  const ended = exit.then(() => said);
  return {
    ready: ready.promise,
    ended,
    async kill() {
      child.kill("SIGKILL");
      await exit;
    },
    stop() {
      child.kill("SIGTERM");
      return ended;
    },
  };
}
