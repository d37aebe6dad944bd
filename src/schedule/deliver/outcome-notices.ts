import type { ChatError } from "#chat";
import type { SubscriptionRow } from "#store";
import type { Context } from "../context/context.ts";
import { pauses } from "../places/pause-reasons.ts";
import type { Composed } from "../post/compose.ts";
import { keyOf } from "../rows/slot-key.ts";
import { briefingOf as briefingNamed, scheduleOf } from "../rows/story-name.ts";
import type { Taken } from "./claim.ts";
import type { Notice, Outcome } from "./outcome.ts";

/** For outcomes without a post, as far as is known, and their notices. Codes and ids only go to the log. */
type Telling = Pick<Context, "bot">;

/** Not composed: there is nothing to post, e.g. because the story is withdrawn. */
export function skipped(taken: Taken, { skip, tell }: Extract<Composed, { skip: string }>, telling: Telling): Outcome {
  if (tell === undefined) return { state: "skipped", reason: skip };
  const { delivery, heard } = taken;
  const text =
    tell === "unavailable"
      ? `The ${briefingNamed(undefined, delivery.slot.getTime(), telling.bot, taken.subscription?.zone)} was not posted: its story is no longer available there. ${GOES_ON} Remove it, or change its story, if it is no longer needed.`
      : `${briefingOf(taken, telling)} was not posted: ${tell}. ${GOES_ON}`;
  return {
    state: "skipped",
    reason: skip,
    // Once between two posts, since what was fixed may break again.
    notices: [{ key: `missed:${delivery.subscription}:${heard?.saidAtMs ?? 0}:${skip}`, to: "owner", text }],
  };
}

/** Not posted in time, e.g. because the bot was stopped midway. */
export function tooLate(taken: Taken, telling: Telling): Outcome {
  const text = `${briefingOf(taken, telling)} was not posted: the bot was stopped in the middle, and now it is too late. ${GOES_ON}`;
  const notices: Notice[] = [{ key: `missed:${keyOf(taken.delivery)}`, to: "owner", text }];
  return { state: "skipped", reason: "missed: too long ago", notices };
}

/** Unconfirmed, so not posted again: its owner is asked to check. */
export function lost(taken: Taken, why: string, telling: Telling): Outcome {
  const text = `${briefingOf(taken, telling)} may or may not have been posted. To avoid a duplicate, it won't be posted again. Please check, and run it now if it is missing.`;
  return { state: "unknown", reason: why, notices: both(`unknown:${keyOf(taken.delivery)}`, text) };
}

/** The platform stayed busy until it was too late to post. */
export function busyTooLong(taken: Taken, { message }: ChatError, telling: Telling): Outcome {
  const text = `${briefingOf(taken, telling)} was not posted: the platform was busy for too long. ${GOES_ON}`;
  const reason = `busy for too long: ${message}`;
  return { state: "failed", reason, notices: both(`busy:${keyOf(taken.delivery)}`, text) };
}

/** Not posted, but not because of the place: the schedule keeps running. */
export function refused(taken: Taken, why: string, telling: Telling): Outcome {
  const text = `${briefingOf(taken, telling)} could not be posted. ${GOES_ON}`;
  const notices = both(
    `missed:${keyOf(taken.delivery)}`,
    `${text} Whoever runs this bot was told.`,
    `${text} The log says why.`,
  );
  return { state: "failed", reason: why, notices };
}

/** The platform refuses posts there: the schedule pauses if only a person can change that. */
export function stopped(taken: Taken, subscription: SubscriptionRow, error: ChatError, { bot }: Telling): Outcome {
  const { trouble, message } = error;
  const pause = pauses(error, scheduleOf(subscription, bot));
  if (!pause) return refused(taken, message, { bot });
  const notices = both(`paused:${subscription.id}:${taken.delivery.slot.toISOString()}`, pause.text);
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
  return `The ${briefingNamed(subscription, delivery.slot.getTime(), bot)}`;
}

function both(key: string, text: string, toOperator = text): Notice[] {
  return [
    { key, to: "owner", text },
    { key, to: "operator", text: toOperator },
  ];
}
