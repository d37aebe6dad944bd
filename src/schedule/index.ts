export type { ScheduleLog } from "./context/context.ts";
export type { Outcome } from "./deliver/outcome.ts";
export { backoffMs } from "./flow/backoff.ts";
export { repeat } from "./flow/repeat.ts";
export { throttledLog } from "./flow/throttled-log.ts";
export type { OperatorDesk } from "./notify/operator-desk.ts";
export type { News } from "./notify/operator-digest.ts";
export type { OwnerDesk, OwnerNews } from "./notify/owner-desk.ts";
export { type CameOf, MOST_REPORTS, type Report, type Reported } from "./notify/reports.ts";
export { createPacer, type Pacer, type Paces } from "./pace/pacer.ts";
export { bookTurns } from "./pace/reserve-turns.ts";
export type { PlaceEvents } from "./places/follow-places.ts";
export type { TenantSettings, Tenants } from "./places/tenant-settings.ts";
export { gatherChange } from "./plan/plan-on-change.ts";
export { ownedBy } from "./post/frame.ts";
export { type Comparable, fingerprintOf, type Matching, matchStatements } from "./post/match.ts";
export { type Frame, fingerprintsOf, readFrame, readWording, type Wording } from "./post/wording.ts";
export type {
  DeliveriesAsked,
  DeliveryState,
  Leaf,
  SeenDelivery,
  SeenSubscription,
  SubscriptionsAsked,
} from "./queries/listings.ts";
export type { Overview } from "./queries/overview.ts";
export type { SchedulePages } from "./queries/pages.ts";
export type { PublicPosts } from "./queries/public-posts.ts";
export type { MissedCount } from "./questions/count-questions.ts";
export type { ScheduleOptions } from "./runtime/options.ts";
export { createSchedule, type Schedule } from "./schedule.ts";
export type { Asking, Result } from "./subscriptions/asking.ts";
export type { ListedSubscription } from "./subscriptions/listed.ts";
export { type Rehearsal, type RehearsedRun, rehearse } from "./subscriptions/rehearse.ts";
export type { Subscriptions } from "./subscriptions/subscriptions.ts";
export { afterQuiet, ON_CHANGE, onChangeOf } from "./times/on-change.ts";
export { readSince } from "./times/read-since.ts";
export { type ReadTimes, readTimes, type Times } from "./times/read-times.ts";
export { type CheckedRequest, type RequestReading, readRequest, type ScheduleRequest } from "./times/request.ts";
export {
  lastRun,
  nextRun,
  nextRuns,
  problemWith,
  problemWithTimes,
  problemWithZone,
} from "./times/runs.ts";
export { sayInstant, sayTimes } from "./times/say-times.ts";
export { type LikelyZone, type ReadZone, readZone, zonesLike } from "./times/zones.ts";
