import pTimeout from "p-timeout";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Ended } from "../deliver/record-outcomes.ts";
import type { Overview } from "../queries/overview.ts";

/** The delivery metrics, for Prometheus. */
export type Metrics = {
  ended(ended: Ended, nowMs: number): void;
  ticked(tookMs: number): void;
};

/** Registers the schedule's metrics; `overview` is read at every scrape. */
export function createMetrics(registry: Registry, overview: () => Promise<Overview>): Metrics {
  const registers = [registry];
  const deliveries = new Counter({
    name: "nutgraf_deliveries_total",
    help: "Deliveries, by platform and outcome",
    labelNames: ["platform", "state"],
    registers,
  });
  const delay = new Histogram({
    name: "nutgraf_delivery_delay_seconds",
    help: "Time from a slot to its post",
    labelNames: ["platform"],
    buckets: [0.5, 1, 2, 5, 15, 60, 300, 3_600],
    registers,
  });
  const ticks = new Histogram({
    name: "nutgraf_tick_seconds",
    help: "Time to look for due slots",
    buckets: [0.002, 0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  watch(registry, overview);
  return {
    ended({ delivery: { platform, slot }, ending: { state } }, nowMs) {
      deliveries.inc({ platform, state: state === "planned" || state === "sending" ? "again" : state });
      if (state === "sent") delay.observe({ platform }, Math.max(0, nowMs - slot.getTime()) / 1_000);
    },
    ticked(tookMs) {
      ticks.observe(tookMs / 1_000);
    },
  };
}

/** How long a scrape waits for the database. */
const PATIENCE_MS = 2_000;

/** Gauges from the database, read once a scrape; while it is unreachable, only that is reported, no stale values. */
function watch(registry: Registry, overview: () => Promise<Overview>): void {
  const read = onceAtATime(overview);
  const gauge = (name: string, help: string, label: string | undefined, show: (gauge: Gauge, seen: Overview) => void) =>
    new Gauge({
      name,
      help,
      ...(label !== undefined && { labelNames: [label] }),
      registers: [registry],
      async collect() {
        this.reset();
        if (label === undefined) this.remove();
        const seen = await read();
        if (seen) show(this, seen);
      },
    });
  gauge("nutgraf_due_lag_seconds", "How long the most overdue slot has waited", undefined, (gauge, { dueLagMs }) =>
    gauge.set(dueLagMs / 1_000),
  );
  gauge("nutgraf_deliveries", "Open, failed and unconfirmed deliveries, counted up to 10,000", "state", showCounts);
  gauge("nutgraf_subscriptions", "Subscriptions by state", "state", showSubscriptions);
  new Gauge({
    name: "nutgraf_database_up",
    help: "Whether the database answered in time",
    registers: [registry],
    async collect() {
      this.set((await read()) ? 1 : 0);
    },
  });
}

function showCounts(gauge: Gauge, { deliveries }: Overview): void {
  for (const [state, number] of Object.entries(deliveries)) gauge.set({ state }, number);
}

function showSubscriptions(gauge: Gauge, { subscriptions }: Overview): void {
  for (const [state, number] of Object.entries(subscriptions)) gauge.set({ state }, number);
}

/** One query at a time, however many callers: a query that is late is not repeated while it hangs. */
function onceAtATime(overview: () => Promise<Overview>): () => Promise<Overview | undefined> {
  let asked: Promise<Overview | undefined> | undefined;
  return async () => {
    asked ??= overview()
      .catch(() => undefined)
      .finally(() => {
        asked = undefined;
      });
    return pTimeout(asked, { milliseconds: PATIENCE_MS, fallback: () => undefined });
  };
}
