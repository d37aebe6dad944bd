import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { ChatTrouble, Reply } from "#chat";

/** The metrics, in their own registry. Labels take few values: no channel, no person, no topic. */
export type PrometheusMetrics = {
  readonly registry: Registry;
  answered(command: string, outcome: Reply["outcome"], tookMs: number): void;
  called(platform: string, call: string, result: "ok" | ChatTrouble): void;
};

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
    called: (platform, call, result) => calls.inc({ platform, call, result }),
  };
}
