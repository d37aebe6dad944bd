export { type ConsoleOptions, createConsole } from "./console.ts";
export type { Metrics } from "./metrics.ts";
export type { Preview } from "./preview.ts";
export type { Scheduled } from "./scheduled.ts";
export type { PretendChannel, TrySchedule } from "./trial.ts";
export type { MayRead } from "./visible.ts";
