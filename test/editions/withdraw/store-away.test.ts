import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { openLastKnown } from "#editions";
import { createStore } from "#store";
import { checkFolder } from "../../../src/app/checking/check-folder.ts";
import { openSchedule } from "../../../src/app/open-schedule.ts";
import { readSettings } from "../../../src/app/settings/settings.ts";
import { followWithheld, readWithheld } from "../../../src/app/withdrawing/follow-withdrawn.ts";
import { refusal } from "../../../src/app/withdrawing/unread-warning.ts";
import { BOT_TOKEN, openFakeSlack } from "../../fakes/slack/api.ts";
import { slashCommand } from "../../fakes/slack/payloads.ts";
import { readMessage } from "../../fakes/slack/read.ts";
import { encoded, until as untilThere } from "../../fakes/slack/rig.ts";
import { SIGNING_SECRET, signed } from "../../fakes/slack/sign.ts";
import { programs } from "../../fixtures/processes/program.ts";
import { openProxy } from "../../fixtures/processes/proxy.ts";
import { until } from "../../fixtures/scheduled.ts";
import { KINDS, type Kind, storeOptions } from "../../fixtures/stores/stores.ts";
import { contentFolder, openNewsdesk, SAYS } from "../newsdesk.ts";
import { openClock } from "../scene.ts";

const { run, start } = programs();

// They run whole programs, which a busy machine takes its time to start.
vi.setConfig({ testTimeout: 90_000 });

const why = "The content is read-only here";
const READ_ONLY = {
  withdraw: async () => ({ why, isReadOnly: true }),
  restore: async () => ({ why, isReadOnly: true }),
};
const HELD =
  /^The database .+: stories withdrawn before \d{4}-\d\d-\d\d \d\d:\d\d UTC stay withheld; later withdrawals are not known\. npm run doctor says what is wrong\.\n?$/;
const ASKED = `/?ask=${encodeURIComponent("/whats-happening strike")}`;

/** A host with a bot whose content may only be read, and a way to its store that can be cut. */
async function host(kind: Kind) {
  const { folder } = await contentFolder();
  const options = await storeOptions(kind);
  const proxy = options.url === undefined ? undefined : await openProxy(options.url);
  const store = createStore(options);
  onTestFinished(() => store.close());
  await store.open();
  const clock = openClock(Date.now());
  const desk = await openNewsdesk({ store, folder, clock, files: READ_ONLY, keepsIn: options.folder });
  const env = { CONTENT_DIR: folder, DATA_DIR: options.folder, ...(proxy && { DATABASE_URL: proxy.url }) };
  const list = join(options.folder, "withdrawn.json");
  return {
    ...{ desk, env, list, options, proxy },
    /** The bot ends, and its store cannot be read any more. */
    async lose() {
      await desk.withdrawals.stop();
      await store.close();
      proxy?.cut();
      if (proxy) return;
      for (const name of await readdir(options.folder))
        if (name.startsWith("nutgraf.db")) await writeFile(join(options.folder, name), "no database ".repeat(900));
    },
  };
}

describe.each(KINDS)("with the store away (%s)", (kind) => {
  test("what was last known to be withdrawn is withheld, and whoever knows nothing refuses", async () => {
    const { desk, env, list, lose } = await host(kind);
    await desk.withdraw("strike");
    await lose();
    const settings = readSettings(env, join(env.DATA_DIR, "none.env"));
    const { withheld, unread } = await readWithheld(settings);
    expect([...withheld.keys()]).toEqual(["strike"]);
    expect(unread && refusal(unread)).toMatch(HELD);
    const checked = await checkFolder({ settings, strict: false, json: false, now: Date.now });
    expect(checked.isWell).toBe(true);
    expect(checked.text).toContain("Withdrawn, not shown: strike.");
    expect(checked.text).toMatch(/stay withheld; later withdrawals are not known\.$/m);

    const spoilt = [
      [() => writeFile(list, "{"), "damaged"],
      [() => rm(list), "missing"],
    ] as const;
    for (const [spoil, said] of spoilt) {
      await spoil();
      const { unread } = await readWithheld(settings);
      expect(unread?.isBlind).toBe(true);
      const refused = unread ? refusal(unread) : "";
      expect(refused).toContain(
        `, and ${list}, which lists the withdrawn stories, is ${said}, so nothing is answered. `,
      );
      expect(refused).toMatch(/^The database [^\n]+ npm run doctor says what is wrong[.;][^\n]*$/);
      expect(refused.includes("DATABASE_URL")).toBe(kind === "postgres");
      expect(refused).not.toMatch(/postgres:/);
    }
  });

  test("the bot that is connected to no platform follows withdrawals, and keeps them for its next start", async () => {
    const { desk, env, list, lose, proxy } = await host(kind);
    const opened = async () => {
      const program = start("main", [], { ...env, PORT: "0" });
      const [, address] = await program.printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
      const get = async (path: string) => {
        const response = await fetch(`${address}${path}`);
        return `${response.status} ${await response.text()}`;
      };
      return { ...program, get };
    };
    const first = await opened();
    for (const path of [ASKED, "/briefings/strike", "/api/briefings/strike"])
      expect(await first.get(path)).toContain(SAYS);
    const done = await desk.withdraw("strike");
    const since = performance.now();
    await until(async () => !(await first.get(ASKED)).includes(SAYS));
    expect(performance.now() - since).toBeLessThan(1_000);
    for (const path of ["/briefings/strike", "/api/briefings/strike", "/briefings/strike/history"])
      expect(await first.get(path)).toMatch(/^404 (?!.*The union stops work)/s);
    await desk.press(done, "Undo");
    await until(async () => (await first.get(ASKED)).includes(SAYS));
    await desk.withdraw("strike");
    await until(async () => !(await first.get(ASKED)).includes(SAYS));

    if (!proxy) return;
    first.child.kill("SIGTERM");
    expect((await first.ended).code).toBe(0);
    await lose();
    const second = await opened();
    expect(await second.get(ASKED)).not.toContain(SAYS);
    expect(await second.get("/briefings/fares")).toContain("Work stops at noon.");
    expect(second.log()).toContain("stay withheld; later withdrawals are not known");
    expect(await second.get("/readyz")).toMatch(/^503/);
    second.child.kill("SIGTERM");
    await rm(list);
    // It goes on answering, and says what that may cost.
    const third = await opened();
    expect(await third.get("/briefings/fares")).toContain("Work stops at noon.");
    await third.printed(/Until the database can be read, the bot may show a withdrawn story\. To hold one back, add/);
    expect(third.log()).toContain("the bot may show a withdrawn story");
    proxy.mend();
    await until(async () => (await third.get("/briefings/strike")).startsWith("404"), 10_000);
    await until(async () => (await readdir(env.DATA_DIR)).includes("withdrawn.json"), 5_000);
  });

  test("a program that runs adds what the bot beside it withdraws meanwhile", async () => {
    const { desk, env, lose, list } = await host(kind);
    const known: string[][] = [];
    const { stop } = await followWithheld(env, (withheld) => known.push([...withheld.keys()]));
    onTestFinished(stop);
    await desk.withdraw("strike");
    await until(() => known.length === 1);
    await lose();
    const [strike] = desk.withdrawals.inForce.values();
    if (!strike) throw new Error("nothing is withdrawn");
    const fares = { ...strike, topic: "fares" };
    await openLastKnown(dirname(list), Date.now).keep({ inForce: [fares], unstored: [fares] });
    await until(() => known.length === 2);
    expect(known).toEqual([["strike"], ["strike", "fares"]]);
  });
});

test("with the store away, programs in a terminal say what they withhold, and answer nothing where nothing is known", async () => {
  const { desk, env, list, lose } = await host("embedded");
  await desk.withdraw("strike");
  await lose();
  const all = await run("ask", ["/briefing all"], env);
  expect([all.code, all.out]).toEqual([0, expect.stringContaining("Work stops at noon.")]);
  expect(all.out).not.toMatch(/union stops work|Rail strike/);
  for (const { err } of [all, await run("mcp", [], env)]) expect(err).toMatch(HELD);
  await rm(list);
  for (const program of ["ask", "mcp"]) {
    const refused = await run(program, program === "ask" ? ["/whats-happening fares", "--json"] : [], env);
    expect([program, refused.code, refused.out]).toEqual([program, 1, ""]);
    expect(refused.err).toMatch(
      /^The database [^\n]+, so nothing is answered\. npm run doctor says what is wrong;[^\n]*\n$/,
    );
  }
});

test("a connected bot that starts while its store is away says nothing that it withheld before", async () => {
  const { desk, env, lose } = await host("postgres");
  await desk.withdraw("strike");
  await lose();
  const slack = await openFakeSlack();
  onTestFinished(() => slack.close());
  const connected = { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET, SLACK_API_URL: slack.apiUrl };
  const { printed } = start("main", [], { ...env, ...connected, PORT: "0" });
  const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
  await printed(/stay withheld; .+ Until the database can be read, the bot may show a story withdrawn since\./);
  const answer = async (topic: string) => {
    const before = slack.messages.length;
    const hook = { trigger_id: slack.newTrigger(), response_url: slack.newResponseUrl("CGENERAL") };
    const { body, type } = encoded(slashCommand({ command: "/whats-happening", text: topic, ...hook }));
    const headers = { "content-type": type, ...signed(body) };
    await fetch(`${address}/slack/events`, { method: "POST", headers, body });
    return readMessage(await untilThere(() => slack.messages.slice(before).at(-1))).text;
  };
  expect(await answer("fares")).toContain("Work stops at noon.");
  expect(await answer("strike")).toContain("No story is called");
  for (const path of [ASKED, "/briefings", "/api/topics", "/api/briefings/strike", "/corrections.atom"]) {
    const shown = await (await fetch(`${address}${path}`)).text();
    expect([path, shown.includes(SAYS), shown.includes("Rail strike")]).toEqual([path, false, false]);
  }
});

test("the operator is told what may have been shown while the store was away, once it is back", async () => {
  const { env, lose, proxy, options } = await host("postgres");
  await lose();
  await rm(join(env.DATA_DIR, "withdrawn.json"));
  const settings = readSettings({ ...env, OPERATOR: "slack:T1/C9" }, join(env.DATA_DIR, "none.env"));
  const said: string[] = [];
  const quiet = { info() {}, warn() {}, error() {} };
  const { Registry } = await import("prom-client");
  const opened = await openSchedule(settings, {
    ...{ log: quiet, now: Date.now, newId: () => crypto.randomUUID(), registry: async () => new Registry() },
    ...{ onInUse: () => expect.unreachable(), onMigrated: () => {}, onUnread: (sentence) => said.push(sentence) },
  });
  onTestFinished(() => opened.close());
  expect(said).toEqual([expect.stringContaining("the bot may show a withdrawn story")]);
  proxy?.mend();
  opened.withdrawals.start();
  const store = createStore(options);
  onTestFinished(() => store.close());
  const { db } = await store.open();
  const told = () => db.selectFrom("notices").select("text").execute();
  await until(async () => (await told()).length > 0, 10_000);
  expect((await told()).map(({ text }) => text)).toEqual([
    expect.stringMatching(
      /^When the bot started at .+ UTC: .+the bot may show a withdrawn story.+ It can be read again now\.$/,
    ),
  ]);
});

test("without any database, a damaged list says what to do about it, and doing it ends the refusal", async () => {
  const { folder } = await contentFolder();
  const env = { CONTENT_DIR: folder, DATA_DIR: join(folder, "data") };
  const list = join(env.DATA_DIR, "withdrawn.json");
  await mkdir(env.DATA_DIR);
  await writeFile(list, "{");
  const why = `There is no database in ${env.DATA_DIR}, and ${list}, which lists the withdrawn stories, is damaged`;
  const refused = await run("ask", ["/whats-happening strike"], env);
  expect([refused.code, refused.out, refused.err]).toEqual([
    ...[1, ""],
    `${why}, so nothing is answered. Restore DATA_DIR from a backup, or remove ${list} if nothing was withdrawn.\n`,
  ]);
  const settings = readSettings(env, join(folder, "none.env"));
  const { text } = await checkFolder({ settings, strict: false, json: false, now: Date.now });
  expect(text).toContain(`${why}. What was withdrawn in chat is not known here.`);
  const said: string[] = [];
  const { Registry } = await import("prom-client");
  const opened = await openSchedule(settings, {
    log: { info() {}, warn() {}, error() {} },
    ...{ now: Date.now, newId: () => crypto.randomUUID(), registry: async () => new Registry() },
    ...{ onInUse: () => expect.unreachable(), onMigrated: () => {}, onUnread: (sentence) => said.push(sentence) },
  });
  await opened.close();
  expect(said).toEqual([
    `${why}. Until DATA_DIR is restored from a backup, the bot may show a withdrawn story. To hold one back, add withdrawn: true to its file.`,
  ]);
  await rm(list);
  expect(await readWithheld(settings)).toMatchObject({ withheld: new Map() });
  expect((await readWithheld(settings)).unread).toBeUndefined();
});
