import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ChatTrouble, Pulse, Reply } from "#chat";

/** The metrics, in their own registry. Labels take few values: no channel, no person, no topic. */
export type PrometheusMetrics = {
  readonly registry: Registry;
  answered(command: string, outcome: Reply["outcome"], tookMs: number): void;
  called(platform: string, call: string, result: "ok" | ChatTrouble): void;
  /** Reads how the connections are, at every scrape. */
  watch(connections: () => readonly Connection[]): void;
};

export type Connection = Pulse & { readonly platform: string; readonly connected: boolean };

/** Registers our metrics and the process's own. */
export function openPrometheusMetrics(): PrometheusMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: "nutgraf_answer_seconds",
    help: "Time to answer questions from people and pages, before sending; schedules excluded",
    labelNames: ["command", "outcome"],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 1, 3, 10, 20],
    registers,
  });
  const calls = new Counter({
    name: "nutgraf_platform_calls_total",
    help: "Calls to platforms, by outcome",
    labelNames: ["platform", "call", "result"],
    registers,
  });
  return {
    registry,
    answered: (command, outcome, tookMs) => answers.observe({ command, outcome }, tookMs / 1_000),
    watch(connections) {
      const gauge = (name: string, help: string, read: (one: Connection) => number | undefined) =>
        new Gauge({
          ...{ name, help, labelNames: ["platform"], registers },
          collect() {
            this.reset();
            for (const one of connections()) {
              const value = read(one);
              if (value !== undefined) this.set({ platform: one.platform }, value);
            }
          },
        });
      gauge("nutgraf_platform_up", "Whether a platform is connected, or left to another process", (one) =>
        one.connected ? 1 : 0,
      );
      gauge("nutgraf_connection_answered_seconds", "Time since a platform last answered on its connection", (one) =>
        seconds(one.answeredMsAgo),
      );
      gauge(
        "nutgraf_connection_heard_seconds",
        "Time since a platform last sent something that happened there",
        (one) => seconds(one.heardMsAgo),
      );
    },
    called: (platform, call, result) => calls.inc({ platform, call, result }),
  };
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.max(0, ms) / 1_000;
}
