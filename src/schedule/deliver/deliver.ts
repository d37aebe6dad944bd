import { type About, type ChatAdapter, ChatError, type Place, type Posted, type PostingHow, type Reply } from "#chat";
import type { SubscriptionRow } from "#store";
import type { Context } from "../context/context.ts";
import { backoffMs } from "../flow/backoff.ts";
import type { Turn } from "../pace/pacer.ts";
import { type Composed, compose } from "../post/compose.ts";
import { ownedBy } from "../post/frame.ts";
import { notRepeated } from "../post/not-repeated.ts";
import { wordingOf } from "../post/wording.ts";
import { isEarly } from "../rows/early-slots.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { keyOf } from "../rows/slot-key.ts";
import type { Marking, Taken } from "./claim.ts";
import type { Outcome } from "./outcome.ts";
import { busyTooLong, lost, refused, skipped, stopped, tooLate } from "./outcome-notices.ts";

const OUT_OF_SIGHT: About = { maySchedule: false, botMayPost: false, outsiders: true };
const waitOf = ({ retryAfterMs = 5_000 }: ChatError) => retryAfterMs;
/** The longest pause between tries: an unknown outcome can be settled within a minute at most. */
const MOST_SETTLE_PAUSE_MS = 8_000;

/** A post composed longer ago is composed again before posting. */
const FRESH_MS = 1_000;

export type Marks = {
  /** Marks a delivery as about to be sent; false if another process has it by now, or its schedule changed. */
  sending(item: Marking): Promise<boolean>;
  /** Whether it is still marked as this process's. */
  isMine(id: string): Promise<boolean>;
};

/** A post in progress. */
type Sending = {
  readonly taken: Taken;
  readonly subscription: SubscriptionRow;
  readonly adapter: ChatAdapter;
  readonly place: Place;
  readonly key: string;
  readonly composed: Exclude<Composed, { skip: string }>;
  readonly turn?: Turn;
};

/** Delivers one slot, or settles one whose outcome is unknown. Undefined if another process has it by now. */
export async function deliver(taken: Taken, marks: Marks, context: Context): Promise<Outcome | undefined> {
  const { delivery, subscription } = taken;
  const begun = delivery.state === "sending";
  if (!subscription)
    return begun ? lost(taken, "its schedule was removed", context) : { state: "skipped", reason: "removed" };
  if (!begun && subscription.state !== "active" && !delivery.by_hand) return { state: "skipped", reason: "paused" };
  if (!begun && isTooLate(taken, context)) return tooLate(taken, context);
  if (!begun && isEarly(delivery, context.now())) return untilItsSlot(taken, context);
  const adapter = context.adapterOf(delivery.platform);
  if (!adapter) return refused(taken, `${delivery.platform} is not connected`, context);
  const key = keyOf(delivery);
  const slot = { subscription, key, slotMs: delivery.slot.getTime(), late: delivery.late, byHand: delivery.by_hand };
  const { skipsStale = false } = context;
  const place = placeOf(subscription);
  const owner = { id: subscription.owner ?? "" };
  let unsure: ChatError | undefined;
  const haveOutsiders = async () => {
    // People on servers that follow the channel see the post too.
    if (subscription.publish) return true;
    const about = await adapter.about(owner, place).catch((): About => OUT_OF_SIGHT);
    unsure = about.unsure;
    return about.outsiders ?? false;
  };
  const make = () =>
    compose({ ...slot, skipsStale, ...(taken.heard && { heard: taken.heard }) }, context.bot, {
      haveOutsiders,
      notRepeated: async (asked) => notRepeated(asked, (await context.store.open()).db),
    });
  let composed = await make();
  context.log.debug?.({ key, ...("skip" in composed ? { skip: composed.skip } : {}) }, "composed a delivery");
  let turn: Turn | undefined;
  if (!("skip" in composed)) {
    const madeAt = context.now();
    turn = await context.pacer.turn(place, context.stopping);
    if (!turn) return { state: begun ? "sending" : "planned", reason: "handed back", afterMs: 0 };
    if (!begun && isEarly(delivery, context.now())) return untilItsSlot(taken, context);
    // The briefing may have been withdrawn, or outsiders may have joined, while it waited for its turn.
    if (Math.abs(context.now() - madeAt) > FRESH_MS) composed = await make();
  }
  // A platform that can't be asked for a moment must not suppress anything.
  if (unsure && !isTooLate(taken, context))
    return { state: begun ? "sending" : "planned", reason: `busy: ${unsure.message}`, afterMs: waitOf(unsure) };
  if ("skip" in composed) return begun ? lost(taken, composed.skip, context) : skipped(taken, composed, context);
  const sending: Sending = { taken, subscription, adapter, place, key, composed, ...(turn && { turn }) };
  return begun ? settle(sending, delivery.first_tried_at?.getTime() ?? 0, context) : post(sending, marks, context);
}

async function post(sending: Sending, marks: Marks, context: Context): Promise<Outcome | undefined> {
  const { taken, adapter, place, key, composed, turn } = sending;
  const { id } = taken.delivery;
  const { edition } = composed.reply;
  // Paused, changed or removed since it was claimed: nothing was posted, so it is claimed again. Another's is left alone.
  const wording = wordingOf(composed.reply, OPENING);
  if (!(await marks.sending({ id, edition, wording, asOf: sending.subscription.changed_at })))
    return { state: "planned", reason: "its schedule was changed", afterMs: 0 };
  context.log.debug?.({ key }, "marked a delivery as sending");
  await turn?.start();
  const firstTriedAt = context.now();
  context.log.debug?.({ key }, "posting a delivery");
  // After a sleep this process may have been given up: then another settles it.
  if (!context.isAlive() && !(await marks.isMine(id))) return undefined;
  try {
    return sent(sending, await adapter.post(place, composed.reply, key, howOf(sending)), true);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.trouble === "unknown-outcome") return settle(sending, firstTriedAt, context);
    return troubled(sending, trouble, context);
  }
}

/** After an unknown outcome: the platform's adapter finds the post, repeats it safely, or cannot tell. */
async function settle(sending: Sending, firstTriedAt: number, context: Context): Promise<Outcome> {
  const { taken, adapter, place, key, composed, turn } = sending;
  try {
    await turn?.start();
    context.log.debug?.({ key, firstTriedAt }, "settling a delivery: it is not known whether it was posted");
    const posted = await adapter.settle(place, composed.reply, key, firstTriedAt, howOf(sending));
    if (posted === "cannot-tell") return lost(taken, "the platform did not answer", context);
    // If a dead process posted it, its words are known only if it was about to post the same edition.
    const same = taken.delivery.state !== "sending" || taken.delivery.edition === (composed.reply.edition ?? null);
    return sent(sending, posted, same);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.trouble === "busy") {
      holdIfGeneral(trouble, sending.place, context);
      // Doubles each time, counted from the first try.
      const tries = Math.log2(Math.max(1, (context.now() - firstTriedAt) / 1_000));
      const afterMs = trouble.retryAfterMs ?? backoffMs(tries, context.random, MOST_SETTLE_PAUSE_MS);
      return { state: "sending", reason: "waits to be settled", afterMs };
    }
    return lost(taken, trouble.message, context);
  }
}

function howOf({ subscription: { publish } }: Sending): PostingHow {
  return publish ? { publish } : {};
}

/** The number of opening blocks: when and who, which differ between posts of the same words. */
const OPENING = 1;

function sent({ composed, taken }: Sending, posted: Posted, asComposed: boolean): Outcome {
  const { edition }: Reply = composed.reply;
  const kept = wordingOf(composed.reply, OPENING);
  const wording = asComposed ? kept?.key : (taken.delivery.wording ?? undefined);
  return {
    state: "sent",
    posted,
    ...(wording !== undefined && { wording, frame: kept ? ownedBy(null, kept.frame) : { opening: [], actions: [] } }),
    ...(edition !== undefined && { edition }),
    ...(asComposed && composed.whole && { said: composed.said }),
  };
}

function troubled({ taken, subscription, place }: Sending, error: ChatError, context: Context): Outcome {
  if (error.trouble !== "busy") return stopped(taken, subscription, error, context);
  holdIfGeneral(error, place, context);
  return again(taken, error, context);
}

/** A limit on everything holds back the platform's other posts too. */
function holdIfGeneral({ general, retryAfterMs }: ChatError, { platform }: Place, { pacer }: Context): void {
  if (general && retryAfterMs !== undefined) pacer.hold(platform, retryAfterMs);
}

/** After "busy", waits for as long as the platform asks, else longer each time, until it is too late to post. */
function again(taken: Taken, error: ChatError, context: Context): Outcome {
  const { delivery } = taken;
  const afterMs = error.retryAfterMs ?? backoffMs(delivery.attempts, context.random);
  if (context.now() + afterMs > delivery.slot.getTime() + context.graceMs) return busyTooLong(taken, error, context);
  return { state: "planned", reason: `busy: ${error.message}`, afterMs };
}

/** Claimed by a clock that was ahead: posted when its time really comes. */
function untilItsSlot({ delivery }: Taken, { now }: Context): Outcome {
  return { state: "planned", reason: "the clock was set back", afterMs: delivery.slot.getTime() - now() };
}

/** Whether it is too late to post, e.g. because the bot was stopped midway. */
function isTooLate({ delivery }: Taken, { now, graceMs }: Context): boolean {
  return now() - delivery.slot.getTime() > graceMs;
}

/** An adapter's other errors say nothing about whether the post is there. */
function troubleOf(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError("unknown-outcome", error instanceof Error ? error.message : String(error), { cause: error });
}
