import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createStore, type OpenStore, type Store, type SubscriptionRow } from "#store";
import { nodeArguments, sourceOf } from "../../fixtures/processes/program-files.ts";
import { freshDatabase, type PostgresServer, startPostgres } from "../../fixtures/stores/postgres.ts";
import { subscriptionRow } from "../../fixtures/stores/rows.ts";
import type { ChildTask } from "./child.ts";

export type Kind = Store["kind"];

/** Where a bench keeps its databases: a folder, and a PostgreSQL server whose commits reach the disk. */
export type Ground = {
  /** An empty database. */
  database(kind: Kind): Promise<Place>;
  /** A place for a database, in which nothing was made yet. */
  empty(kind: Kind): Promise<Place>;
  /** How its processes are started. */
  readonly program: ChildProgram;
  stop(): Promise<void>;
};

export type Place = { readonly folder: string; readonly url?: string };

/** What follows `node` to start a process of the bench, and what its environment has. */
export type ChildProgram = { readonly args: readonly string[]; readonly env?: Readonly<Record<string, string>> };

const FROM_SOURCE: ChildProgram = { args: nodeArguments(sourceOf("delivery-child")) };

export async function openGround(program = FROM_SOURCE): Promise<Ground> {
  const root = await mkdtemp(join(tmpdir(), "nutgraf-bench-"));
  // For the first who needs it.
  let server: Promise<PostgresServer> | undefined;
  const fresh = async (folder: string) => {
    server ??= startPostgres({ durable: true });
    return { folder, url: await freshDatabase((await server).url("postgres")) };
  };
  // Laying one out takes seconds.
  const laid = join(root, "laid");
  await withStore({ folder: laid }, async () => {});
  return {
    program,
    async database(kind) {
      const folder = await mkdtemp(join(root, "data-"));
      if (kind === "embedded") await cp(laid, folder, { recursive: true });
      return kind === "embedded" ? { folder } : fresh(folder);
    },
    async empty(kind) {
      const folder = join(await mkdtemp(join(root, "data-")), "data");
      return kind === "embedded" ? { folder } : fresh(folder);
    },
    async stop() {
      await (await server)?.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Does something with a database; with a folder only where no other process has it open. */
export async function withStore<T>(place: Place, what: (open: OpenStore) => Promise<T>): Promise<T> {
  const store = createStore({ ...place, now: Date.now });
  try {
    return await what(await store.open());
  } finally {
    await store.close();
  }
}

export type Seeding = {
  readonly count: number;
  readonly dueAtMs: (index: number) => number;
  /** What falls due after that. */
  readonly cron?: string;
};

/** Makes subscriptions with a channel and an owner each, due as told. */
export async function seed(
  { db }: OpenStore,
  { count, dueAtMs, cron = "0 9 * * *" }: Seeding,
): Promise<readonly SubscriptionRow[]> {
  const rows = Array.from({ length: count }, (_, index): SubscriptionRow => {
    const at = { platform: "fake", place: `C${index}`, next_run_at: new Date(dueAtMs(index)) };
    return subscriptionRow(`s${index}`, { ...at, cron, owner: `U${index}` });
  });
  for (let from = 0; from < rows.length; from += 1_000)
    await db
      .insertInto("subscriptions")
      .values(rows.slice(from, from + 1_000))
      .execute();
  return rows;
}

/** A process of the bench. */
export type Child = {
  readonly ready: Promise<void>;
  /** Whether it has not ended. */
  runs(): boolean;
  /** Tells it something on its standard input. */
  tell(line: string): void;
  /** Stops it where it stands, and lets it go on. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Asks it to stop, and tells what it said of itself. */
  stop(): Promise<{ rssMb: number }>;
  readonly ended: Promise<{ rssMb: number }>;
};

export function startChild(task: ChildTask, { args, env }: ChildProgram): Child {
  const child: ChildProcess = spawn(process.execPath, [...args, JSON.stringify(task)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  // It may be killed at any moment.
  child.stdin?.on("error", () => {});
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
    runs: () => child.exitCode === null && child.signalCode === null,
    tell: (line) => void child.stdin?.write(`${line}\n`),
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
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
