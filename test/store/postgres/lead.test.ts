import { Client } from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { createStore } from "#store";
import { openProxy } from "../../fixtures/processes/proxy.ts";
import { until } from "../../fixtures/scheduled.ts";
import { storeOptions } from "../../fixtures/stores/stores.ts";

const TIMING = { beatMs: 50, answerMs: 500, silentMs: 1_000, awayAtStartMs: 300, awayMs: 1_500 };

/** A process that follows the lead, with all that it was told. */
function follower(url: string, name = "gateway", timing: Partial<typeof TIMING> = {}) {
  const told: boolean[] = [];
  const troubles: Error[] = [];
  const store = createStore({ folder: "/nowhere", url, now: Date.now, onBroken: (error) => troubles.push(error) });
  const following = store.lead(name, (leads) => void told.push(leads), { ...TIMING, ...timing });
  onTestFinished(() => following.stop());
  return { told, troubles, leads: () => told.at(-1), stop: () => following.stop() };
}

const database = async () => (await storeOptions("postgres")).url as string;
const leaders = (...all: ReturnType<typeof follower>[]) => all.filter(({ leads }) => leads() === true).length;

/** Ends the sessions that hold a lead in a database, from outside, and waits until the server has let go of them. */
async function endLeads(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const held =
    "from pg_locks where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())";
  await client.query(`select pg_terminate_backend(pid) ${held}`);
  await until(async () => (await client.query(`select 1 ${held}`)).rowCount === 0);
  await client.end();
}

describe("the lead among processes", () => {
  test("is a single process's at once, and opens nothing", () => {
    const told: boolean[] = [];
    const store = createStore({ folder: "/nowhere/at/all", now: Date.now });
    store.lead("gateway", (leads) => void told.push(leads));
    expect(told).toEqual([true]);
    expect(store.exists()).toBe(false);
  });

  test("is one's, for each name and database, and passes on when that one stops", async () => {
    const url = await database();
    const all = [follower(url), follower(url), follower(url)];
    const others = [follower(url, "other"), follower(await database())];
    await until(() => [...all, ...others].every(({ told }) => told.length > 0));
    expect(leaders(...all)).toBe(1);
    expect(leaders(...others)).toBe(2);
    for (let left = 3; left > 1; left -= 1) {
      const first = all.find(({ leads }) => leads() === true);
      await first?.stop();
      all.splice(all.indexOf(first as (typeof all)[0]), 1);
      await until(() => leaders(...all) === 1, 2_000);
    }
    expect(all.flatMap(({ told }) => told)).toEqual([false, true]);
  });

  test("is given up at once by who finds it taken after its connection broke", async () => {
    const url = await database();
    const proxy = await openProxy(url);
    const first = follower(proxy.url);
    await until(() => first.leads() === true);
    const second = follower(url);
    await until(() => second.leads() === false);
    proxy.cut();
    await until(() => second.leads() === true, 2_000);
    // Nobody can tell it that another leads by now.
    expect(first.told).toEqual([true]);
    proxy.mend();
    await until(() => first.leads() === false, 2_000);
    expect(second.told).toEqual([false, true]);
  });

  test("stays where it is when the connection breaks and nobody else is there", async () => {
    const url = await database();
    const proxy = await openProxy(url);
    const only = follower(proxy.url);
    await until(() => only.leads() === true);
    for (let times = 0; times < 3; times += 1) {
      proxy.cut();
      await endLeads(url);
      proxy.mend();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(only.told).toEqual([true]);
    const late = follower(url);
    await until(() => late.leads() === false);
  });

  test("is lost by a process that hangs", async () => {
    const url = await database();
    const proxy = await openProxy(url);
    const hung = follower(proxy.url, "gateway", { beatMs: 1_500 });
    await until(() => hung.leads() === true);
    // It would connect again at once, and be first, as long as it is not hung.
    proxy.admitNone();
    const second = follower(url);
    await until(() => second.leads() === true, 5_000);
    proxy.mend();
    await until(() => hung.leads() === false, 5_000);
    expect(second.told).toEqual([false, true]);
  });

  test("is anybody's while the database cannot be asked, and one's once it can", async () => {
    const url = await database();
    const proxies = [await openProxy(url), await openProxy(url)];
    for (const proxy of proxies) proxy.cut();
    const begun = performance.now();
    const all = proxies.map((proxy) => follower(proxy.url));
    await until(() => leaders(...all) === 2, 5_000);
    expect(performance.now() - begun).toBeGreaterThan(250);
    for (const proxy of proxies) proxy.mend();
    await until(() => leaders(...all) === 1, 3_000);
    const waiting = all.findIndex(({ leads }) => leads() === false);
    for (const proxy of proxies) proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(all[waiting]?.leads()).toBe(false);
    await until(() => leaders(...all) === 2, 5_000);
    // One line for each time that it was away, however long.
    expect(all.map(({ troubles }) => troubles.length)).toEqual([2, 2]);
  });
});
