export type { Ending } from "./ending.ts";
export type { ScheduleLog } from "./hands.ts";
export type { Pace, Paces } from "./pace.ts";
export { LEAST_GAP_MS, lastRun, nextRun, nextRuns, problemWith, problemWithZone } from "./runs.ts";
export { sayInstant, sayTimes } from "./say-times.ts";
export { createSchedule, type Schedule, type ScheduleOptions, STOP_MS } from "./schedule.ts";
export { EXAMPLES, type ReadTimes, readTimes, type Times } from "./times.ts";
