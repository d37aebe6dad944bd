import { type About, type ChatAdapter, ChatError, type Place, type Posted, type PostingHow, type Reply } from "#chat";
import type { SubscriptionRow } from "#store";
import type { Hands } from "../context/context.ts";
import { backoffMs } from "../flow/backoff.ts";
import type { Turn } from "../pace/pacer.ts";
import { type Composed, compose } from "../post/compose.ts";
import { isEarly } from "../rows/early.ts";
import { placeOf } from "../rows/place-of-row.ts";
import { keyOf } from "../rows/slot-key.ts";
import type { Marking, Taken } from "./claim.ts";
import { busyTooLong, lost, refused, skipped, stopped, tooLate } from "./failures.ts";
import type { Ending } from "./outcome.ts";

const OUT_OF_SIGHT: About = { maySchedule: false, botMayPost: false, outsiders: true };
const waitOf = ({ retryAfterMs = 5_000 }: ChatError) => retryAfterMs;
/** After an unknown outcome there is a minute at most in which it can be settled. */
const MOST_SETTLE_PAUSE_MS = 8_000;

/** What was made longer ago is made anew before it is posted. */
const FRESH_MS = 1_000;

export type Marks = {
  /** Marks a delivery as about to be sent; false when it is another process's by now, or its schedule was changed. */
  sending(item: Marking): Promise<boolean>;
  /** Whether it still stands so, as this process's. */
  isMine(id: string): Promise<boolean>;
};

/** One post on its way. */
type Sending = {
  readonly taken: Taken;
  readonly subscription: SubscriptionRow;
  readonly adapter: ChatAdapter;
  readonly place: Place;
  readonly key: string;
  readonly composed: Exclude<Composed, { skip: string }>;
  readonly turn?: Turn;
};

/** Delivers one slot, or settles one whose outcome is not known. Undefined when it is another process's by now. */
export async function deliver(taken: Taken, marks: Marks, hands: Hands): Promise<Ending | undefined> {
  const { delivery, subscription } = taken;
  const begun = delivery.state === "sending";
  if (!subscription)
    return begun ? lost(taken, "its schedule was removed", hands) : { state: "skipped", reason: "removed" };
  if (!begun && subscription.state !== "active" && !delivery.by_hand) return { state: "skipped", reason: "paused" };
  if (!begun && isTooLate(taken, hands)) return tooLate(taken, hands);
  if (!begun && isEarly(delivery, hands.now())) return untilItsSlot(taken, hands);
  const adapter = hands.adapterOf(delivery.platform);
  if (!adapter) return refused(taken, `${delivery.platform} is not connected`, hands);
  const key = keyOf(delivery);
  const slot = { subscription, key, slotMs: delivery.slot.getTime(), late: delivery.late, byHand: delivery.by_hand };
  const place = placeOf(subscription);
  const owner = { id: subscription.owner ?? "" };
  let unsure: ChatError | undefined;
  const haveOutsiders = async () => {
    const about = await adapter.about(owner, place).catch((): About => OUT_OF_SIGHT);
    unsure = about.unsure;
    return about.outsiders ?? false;
  };
  const make = () => compose({ ...slot, ...(taken.heard && { heard: taken.heard }) }, hands.bot, haveOutsiders);
  let composed = await make();
  hands.log.debug?.({ key, ...("skip" in composed ? { skip: composed.skip } : {}) }, "a delivery is composed");
  let turn: Turn | undefined;
  if (!("skip" in composed)) {
    const madeAt = hands.now();
    turn = await hands.pacer.turn(place, hands.stopping);
    if (!turn) return { state: begun ? "sending" : "planned", reason: "handed back", afterMs: 0 };
    if (!begun && isEarly(delivery, hands.now())) return untilItsSlot(taken, hands);
    // Withdrawn, or overheard, while it waited for its turn.
    if (Math.abs(hands.now() - madeAt) > FRESH_MS) composed = await make();
  }
  // Nothing is left unsaid because a platform could not be asked for a moment.
  if (unsure && !isTooLate(taken, hands))
    return { state: begun ? "sending" : "planned", reason: `busy: ${unsure.message}`, afterMs: waitOf(unsure) };
  if ("skip" in composed) return begun ? lost(taken, composed.skip, hands) : skipped(taken, composed, hands);
  const sending: Sending = { taken, subscription, adapter, place, key, composed, ...(turn && { turn }) };
  return begun ? settle(sending, delivery.first_tried_at?.getTime() ?? 0, hands) : post(sending, marks, hands);
}

async function post(sending: Sending, marks: Marks, hands: Hands): Promise<Ending | undefined> {
  const { taken, adapter, place, key, composed, turn } = sending;
  const { id } = taken.delivery;
  const { edition } = composed.reply;
  // Paused, changed or removed since it was taken: nothing was posted, so it is taken anew. Another's is not written.
  if (!(await marks.sending({ id, edition, asOf: sending.subscription.changed_at })))
    return { state: "planned", reason: "its schedule was changed", afterMs: 0 };
  hands.log.debug?.({ key }, "a delivery is marked as sending");
  await turn?.start();
  const firstTriedAt = hands.now();
  hands.log.debug?.({ key }, "a delivery's turn has come: it is posted");
  // A process that slept since may have been given up: another settles it then.
  if (!hands.isAlive() && !(await marks.isMine(id))) return undefined;
  try {
    return sent(sending, await adapter.post(place, composed.reply, key, howOf(sending)), true);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.trouble === "unknown-outcome") return settle(sending, firstTriedAt, hands);
    return troubled(sending, trouble, hands);
  }
}

/** After an unknown outcome: the platform's adapter finds the post, repeats it safely, or cannot tell. */
async function settle(sending: Sending, firstTriedAt: number, hands: Hands): Promise<Ending> {
  const { taken, adapter, place, key, composed, turn } = sending;
  try {
    await turn?.start();
    hands.log.debug?.({ key, firstTriedAt }, "it is not known whether a delivery was posted: it is settled");
    const posted = await adapter.settle(place, composed.reply, key, firstTriedAt, howOf(sending));
    if (posted === "cannot-tell") return lost(taken, "the platform did not answer", hands);
    // What was posted by a process that is gone is known only where it was about to say the same.
    const same = taken.delivery.state !== "sending" || taken.delivery.edition === (composed.reply.edition ?? null);
    return sent(sending, posted, same);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble.trouble === "busy") {
      holdIfGeneral(trouble, sending.place, hands);
      // Twice as long each time, since it was first tried.
      const tries = Math.log2(Math.max(1, (hands.now() - firstTriedAt) / 1_000));
      const afterMs = trouble.retryAfterMs ?? backoffMs(tries, hands.random, MOST_SETTLE_PAUSE_MS);
      return { state: "sending", reason: "waits to be settled", afterMs };
    }
    return lost(taken, trouble.message, hands);
  }
}

function howOf({ subscription: { publish } }: Sending): PostingHow {
  return publish ? { publish } : {};
}

function sent({ composed }: Sending, posted: Posted, asComposed: boolean): Ending {
  const { edition }: Reply = composed.reply;
  return {
    state: "sent",
    posted,
    ...(edition !== undefined && { edition }),
    ...(asComposed && composed.whole && { said: composed.said }),
  };
}

function troubled({ taken, subscription, place }: Sending, error: ChatError, hands: Hands): Ending {
  if (error.trouble !== "busy") return stopped(taken, subscription, error, hands);
  holdIfGeneral(error, place, hands);
  return again(taken, error, hands);
}

/** What says that everything is too much holds everything else of that platform as well. */
function holdIfGeneral({ general, retryAfterMs }: ChatError, { platform }: Place, { pacer }: Hands): void {
  if (general && retryAfterMs !== undefined) pacer.hold(platform, retryAfterMs);
}

/** "Busy" waits exactly as told, or longer each time; for as long as the briefing is worth posting. */
function again(taken: Taken, error: ChatError, hands: Hands): Ending {
  const { delivery } = taken;
  const afterMs = error.retryAfterMs ?? backoffMs(delivery.attempts, hands.random);
  if (hands.now() + afterMs > delivery.slot.getTime() + hands.graceMs) return busyTooLong(taken, error, hands);
  return { state: "planned", reason: `busy: ${error.message}`, afterMs };
}

/** Taken up by a clock that ran ahead: it is posted when its time truly comes. */
function untilItsSlot({ delivery }: Taken, { now }: Hands): Ending {
  return { state: "planned", reason: "the clock was set back", afterMs: delivery.slot.getTime() - now() };
}

/** What nobody posted in time, as when the bot was stopped with it in hand, is no news any more. */
function isTooLate({ delivery }: Taken, { now, graceMs }: Hands): boolean {
  return now() - delivery.slot.getTime() > graceMs;
}

/** What an adapter throws besides its own errors says nothing of whether the post is there. */
function troubleOf(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError("unknown-outcome", error instanceof Error ? error.message : String(error), { cause: error });
}
