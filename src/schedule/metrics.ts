import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { Ended } from "./record.ts";

/** What is counted of deliveries, for Prometheus. */
export type Metrics = {
  ended(ended: Ended, nowMs: number): void;
  ticked(lagMs: number, tookMs: number): void;
};

/** Registers the schedule's metrics. */
export function createMetrics(registry: Registry): Metrics {
  const registers = [registry];
  const deliveries = new Counter({
    name: "nutgraf_deliveries_total",
    help: "Deliveries by platform and how they came out",
    labelNames: ["platform", "state"],
    registers,
  });
  const delay = new Histogram({
    name: "nutgraf_delivery_delay_seconds",
    help: "From a slot to its post",
    labelNames: ["platform"],
    buckets: [0.5, 1, 2, 5, 15, 60, 300, 3_600],
    registers,
  });
  const lag = new Gauge({ name: "nutgraf_due_lag_seconds", help: "How late due slots are planned", registers });
  const ticks = new Histogram({
    name: "nutgraf_tick_seconds",
    help: "How long looking for what is due takes",
    buckets: [0.002, 0.005, 0.02, 0.1, 0.5, 2],
    registers,
  });
  return {
    ended({ delivery: { platform, slot }, ending: { state } }, nowMs) {
      deliveries.inc({ platform, state: state === "planned" || state === "sending" ? "again" : state });
      if (state === "sent") delay.observe({ platform }, Math.max(0, nowMs - slot.getTime()) / 1_000);
    },
    ticked(lagMs, tookMs) {
      lag.set(lagMs / 1_000);
      ticks.observe(tookMs / 1_000);
    },
  };
}
