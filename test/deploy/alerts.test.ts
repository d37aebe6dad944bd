import { readFile } from "node:fs/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { SETTING_NAMES } from "../../src/app/settings/settings.ts";
import { APPLICATION, TOKEN } from "../fakes/discord/payloads.ts";
import { serverOf } from "../fakes/discord/scene.ts";
import { openDiscord } from "../fakes/discord/server.ts";
import { programs } from "../fixtures/processes/program.ts";

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly action: string };
};

const { groups }: { groups: { rules: Rule[] }[] } = parse(await readFile("deploy/alerts.yml", "utf8"));
const rules = groups.flatMap(({ rules }) => rules);
const { start } = programs();

/** What Prometheus itself adds to all that it scrapes. */
const ITS_OWN = new Map([["up", ["job", "instance"]]]);
/** Labels that a scrape puts on every series. */
const EVERYWHERE = ["job", "instance"];
const FUNCTIONS = new Set(["absent", "max", "sum", "by", "increase", "rate", "histogram_quantile"]);

/** Names of metrics in an expression, the labels that are asked of each with their values, and those it groups by. */
function readExpression(expr: string) {
  const selectors = [...expr.matchAll(/(?<![\w.])([a-z_]\w*)(?:\{([^}]*)\})?(?=\[|\s*(?:[)=<>!]|$))/g)]
    .filter(([, name = ""]) => !FUNCTIONS.has(name))
    .filter(({ index }) => !/by \([^)]*$/.test(expr.slice(0, index)))
    .map(([, name = "", labels = ""]) => ({
      name,
      asked: [...labels.matchAll(/(\w+)(=~?)"([^"]*)"/g)].map(([, label = "", , values = ""]) => ({
        label,
        values: values.split("|"),
      })),
    }));
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, names = ""]) => names.split(/,\s*/));
  return { selectors, grouped };
}

/** Names and labels that the bot really has: with every platform's gauges, and a delivery's counters declared. */
async function scraped() {
  const discord = await openDiscord({ servers: [serverOf()] });
  onTestFinished(() => discord.close());
  const env = { PORT: "0", DISCORD_TOKEN: TOKEN, DISCORD_APPLICATION_ID: APPLICATION, DISCORD_API_URL: discord.url };
  const { child, printed, ended } = start("main", [], env);
  const [, address] = await printed(/(http:\/\/127\.0\.0\.1:\d+)\. Ask there/);
  await fetch(`${address}/?ask=${encodeURIComponent("/whats-next irs")}`);
  const text = await (await fetch(`${address}/metrics`)).text();
  child.kill("SIGTERM");
  await ended;
  const labels = new Map<string, Set<string>>();
  for (const [, family = "", type = ""] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm))
    for (const end of type === "histogram" ? ["_bucket", "_sum", "_count"] : [""]) labels.set(family + end, new Set());
  for (const [, name = "", of = ""] of text.matchAll(/^(\w+)\{(.*)\} \S+$/gm))
    for (const [, label = ""] of of.matchAll(/(\w+)="/g)) labels.get(name)?.add(label);
  return { text, labels };
}

/** Labels and values of what is counted only once it happens, as the code declares them. */
const DECLARED: Readonly<Record<string, Readonly<Record<string, readonly string[] | undefined>>>> = {
  nutgraf_deliveries_total: { platform: undefined, state: ["sent", "unknown", "failed", "skipped", "again"] },
  nutgraf_delivery_delay_seconds_bucket: { platform: undefined, le: undefined },
  nutgraf_platform_calls_total: {
    platform: undefined,
    call: undefined,
    result: ["ok", "busy", "gone", "forbidden", "needs-invite", "tenant-gone", "unknown-outcome", "our-bug"],
  },
  nutgraf_answer_seconds_count: { command: undefined, outcome: ["answered", "choose", "none", "trouble"] },
};

describe("deploy/alerts.yml", () => {
  test("asks only for metrics, labels and values that /metrics has", { timeout: 60_000 }, async () => {
    const { text, labels } = await scraped();
    expect(labels.get("nutgraf_platform_up")).toEqual(new Set(["platform"]));
    const asked = rules.map(({ alert, expr }) => ({ alert, ...readExpression(expr) }));
    for (const { alert, selectors, grouped } of asked) {
      expect(selectors.length, alert).toBeGreaterThan(0);
      for (const { name, asked } of selectors) {
        const own = ITS_OWN.get(name);
        expect(own !== undefined || labels.has(name), `${alert}: ${name}`).toBe(true);
        const has = new Set([
          ...(own ?? []),
          ...EVERYWHERE,
          ...(labels.get(name) ?? []),
          ...Object.keys(DECLARED[name] ?? {}),
        ]);
        for (const { label, values } of asked) {
          expect(has, `${alert}: ${name}`).toContain(label);
          const known = DECLARED[name]?.[label];
          if (known) for (const value of values) expect(known, `${alert}: ${label}`).toContain(value);
        }
        for (const label of grouped) expect(has, `${alert}: ${name}`).toContain(label);
      }
    }
    // What is declared here is what there is: each shows in the text that tells its type.
    for (const name of Object.keys(DECLARED))
      expect(text).toContain(`# TYPE ${name.replace(/_(?:bucket|count)$/, "")} `);
  });

  test.each(rules)(
    "$alert says what is wrong and what to do, of labels that are left",
    ({ expr, labels, annotations }) => {
      expect(["critical", "warning"]).toContain(labels.severity);
      for (const sentence of Object.values(annotations)) expect(sentence).toMatch(/^.{20,}[.]$/);
      const { grouped } = readExpression(expr);
      const isGrouped = /\b(?:sum|max)\b/.test(expr);
      for (const [, label = ""] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g))
        if (isGrouped) expect(grouped).toContain(label);
      for (const [name = ""] of JSON.stringify(annotations).matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b/g))
        expect(SETTING_NAMES).toContain(name);
    },
  );

  test("has no alert twice, and one for each way the bot can fail silently", () => {
    const names = rules.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        "NutgrafDown",
        "NutgrafAbsent",
        "NutgrafConnectionSilent",
        "NutgrafLate",
        "NutgrafDatabaseAway",
      ]),
    );
  });
});
