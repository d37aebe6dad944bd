import type { Registry } from "prom-client";
import type { Bot, ChatTrouble } from "#chat";
import { watchAnswers } from "../log/watch-answers.ts";
import type { Connection, PrometheusMetrics } from "./prometheus-metrics.ts";

/** This process's metrics, for Prometheus. Its library is loaded when first needed. */
export type Metrics = {
  /** The same bot, with its answers timed. */
  timed(bot: Bot): Bot;
  /** Counts a call to a platform by its kind, of which there are few, and its outcome. */
  called(platform: string, call: string, result: "ok" | ChatTrouble): void;
  /** Reads how the connections are, at every scrape. */
  watch(connections: () => readonly Connection[]): void;
  registry(): Promise<Registry>;
  /** What Prometheus scrapes. */
  scraped(): Promise<{ type: string; text: string }>;
};

/** At most this many measurements wait before the library is loaded. */
const MOST_WAITING = 200;

/** Opens the metrics; `now` counts milliseconds from any start. */
export function openMetrics(now: () => number): Metrics {
  let waiting: ((measures: PrometheusMetrics) => void)[] = [];
  let loaded: PrometheusMetrics | undefined;
  let loading: Promise<PrometheusMetrics> | undefined;
  const load = () => {
    loading ??= import("./prometheus-metrics.ts").then(({ openPrometheusMetrics }) => {
      const measures = openPrometheusMetrics();
      for (const measure of waiting) measure(measures);
      waiting = [];
      loaded = measures;
      return measures;
    });
    return loading;
  };
  const measured = (measure: (measures: PrometheusMetrics) => void) => {
    if (loaded) return measure(loaded);
    waiting.push(measure);
    if (waiting.length >= MOST_WAITING) void load();
  };
  return {
    timed(bot) {
      const names = new Set(bot.specs.map(({ name }) => name));
      // What people type can't be a label: its values are unbounded.
      const commandOf = (name: string) => (names.has(name) ? name : "unknown");
      return watchAnswers(bot, now, {
        answered(ask, reply, tookMs) {
          const command = commandOf(reply.answers?.command ?? ask.command);
          measured(({ answered }) => answered(command, reply.outcome, tookMs));
        },
      });
    },
    called: (platform, call, result) => measured(({ called }) => called(platform, call, result)),
    watch: (connections) => measured(({ watch }) => watch(connections)),
    registry: async () => (await load()).registry,
    async scraped() {
      const { registry } = await load();
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
