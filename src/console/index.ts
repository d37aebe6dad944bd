export { callerOf } from "./access/is-local.ts";
export type { Metrics } from "./access/metrics-access.ts";
export type { MayRead } from "./access/visibility.ts";
export type { AddingDesk } from "./adding/desk.ts";
export { type ConsoleOptions, createConsole } from "./console.ts";
export type { EditionRecord } from "./history/answers.ts";
export type { Readiness } from "./operations/status-page.ts";
export type { TrySchedule } from "./playground/trial.ts";
export type { ReviewDesk } from "./review/desk.ts";
