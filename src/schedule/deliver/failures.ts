import type { ChatError } from "#chat";
import type { DeliveryRow, SubscriptionRow } from "#store";
import type { Hands } from "../context/context.ts";
import { pauses } from "../places/pause-reasons.ts";
import type { Composed } from "../post/compose.ts";
import { keyOf } from "../rows/slot-key.ts";
import { storyName } from "../rows/story-name.ts";
import { sayInstant } from "../times/say-times.ts";
import type { Taken } from "./claim.ts";
import type { Ending, Notice } from "./outcome.ts";

/** How deliveries end that were not posted, as far as known, and what people are told. Only the operator sees codes. */
type Telling = Pick<Hands, "bot">;

/** Not composed: the bot has nothing to say, as when the story is withdrawn. */
export function skipped(taken: Taken, { skip, tell }: Extract<Composed, { skip: string }>, telling: Telling): Ending {
  if (!tell) return { state: "skipped", reason: skip };
  const { delivery, heard } = taken;
  const text = `${briefingOf(taken, telling)} was not posted. ${skip} ${GOES_ON}`;
  return {
    state: "skipped",
    reason: skip,
    // Once between two posts, since what was fixed may break again.
    notices: [{ key: `missed:${delivery.subscription}:${heard?.saidAtMs ?? 0}:${skip}`, to: "owner", text }],
  };
}

/** Not posted in time, as when the bot was stopped in the middle. */
export function tooLate(taken: Taken, telling: Telling): Ending {
  const text = `${briefingOf(taken, telling)} was not posted: the bot was stopped in the middle, and now it is too late. ${GOES_ON}`;
  const notices: Notice[] = [{ key: `missed:${keyOf(taken.delivery)}`, to: "owner", text }];
  return { state: "skipped", reason: "missed: too long ago", notices };
}

/** Unconfirmed, so not posted again: its owner is asked to check. */
export function lost(taken: Taken, why: string, telling: Telling): Ending {
  const text = `${briefingOf(taken, telling)} may or may not have been posted. To avoid a duplicate, it won't be posted again. Please check, and run it now if it is missing.`;
  return { state: "unknown", reason: why, notices: both(`unknown:${keyOf(taken.delivery)}`, text, why) };
}

/** The platform was busy for as long as the briefing was worth posting. */
export function busyTooLong(taken: Taken, { message }: ChatError, telling: Telling): Ending {
  const text = `${briefingOf(taken, telling)} was not posted: the platform was busy for too long. ${GOES_ON}`;
  const reason = `busy for too long: ${message}`;
  return { state: "failed", reason, notices: both(`busy:${keyOf(taken.delivery)}`, text, message) };
}

/** Not posted, but not because of the place: the schedule keeps running. */
export function refused(taken: Taken, why: string, telling: Telling): Ending {
  const text = `${briefingOf(taken, telling)} could not be posted. ${GOES_ON} Whoever runs this bot has been told why.`;
  return { state: "failed", reason: why, notices: both(`missed:${keyOf(taken.delivery)}`, text, why) };
}

/** The platform refuses posts there: the schedule pauses if only a person can change that. */
export function stopped(taken: Taken, subscription: SubscriptionRow, error: ChatError, { bot }: Telling): Ending {
  const { trouble, message } = error;
  const pause = pauses(error, { story: storyName(subscription, bot), times: subscription.times });
  if (!pause) return refused(taken, message, { bot });
  const notices = both(`paused:${subscription.id}:${taken.delivery.slot.toISOString()}`, pause.text, message);
  return {
    state: "failed",
    reason: message,
    notices: trouble === "tenant-gone" ? notices.filter(({ to }) => to === "operator") : notices,
    pause: pause.reason,
    tenantGone: trouble === "tenant-gone",
  };
}

const GOES_ON = "The schedule keeps running.";

function briefingOf({ delivery, subscription }: Taken, { bot }: Telling): string {
  const story = subscription ? ` on ${storyName(subscription, bot)}` : "";
  return `The briefing${story} due ${when(delivery, subscription)}`;
}

function when({ slot }: DeliveryRow, subscription: SubscriptionRow | undefined): string {
  return sayInstant(slot.getTime(), subscription?.zone ?? "UTC");
}

function both(key: string, text: string, details: string): Notice[] {
  return [
    { key, to: "owner", text },
    { key, to: "operator", text: `${text} (${details})` },
  ];
}
