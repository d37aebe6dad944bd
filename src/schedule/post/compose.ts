import { type Ask, type Bot, type Options, POINTS, type Reply, WHICH_POINTS } from "#chat";
import type { SubscriptionRow } from "#store";
import { placeOf } from "../rows/place-of-row.ts";
import { onChangeOf } from "../times/on-change.ts";
import { type Changes, changesBetween, isUnchanged, nameOf, statedIn } from "./changes.ts";
import { changesFramed, framed, nothingChanged, told } from "./frame.ts";
import { readSnapshot, type Snapshot, snapshotOf } from "./snapshot.ts";

/** What a place last received, and when. */
export type Heard = { readonly said: unknown; readonly slotMs: number; readonly saidAtMs: number };

/** The parts of a subscription that its posts depend on. */
type Subscribed = Pick<
  SubscriptionRow,
  | "id"
  | "platform"
  | "tenant"
  | "place"
  | "parent"
  | "outsiders"
  | "owner_name"
  | "topic"
  | "sections"
  | "zone"
  | "only_if_changed"
  | "cron"
>;

export type Slot = {
  readonly subscription: Subscribed;
  readonly key: string;
  readonly slotMs: number;
  readonly late: boolean;
  /** Run by hand: posted whether or not anything changed. */
  readonly byHand: boolean;
  readonly heard?: Heard;
  /** Stories that are overdue for a check are not posted, except by hand. */
  readonly skipsStale?: boolean;
};

/**
 * What to post, with everything it says; or why nothing is posted. `tell`: notify the owner, with a clause for the
 * reason, or "unavailable" if their story may no longer be posted there.
 */
export type Composed =
  | { readonly reply: Reply; readonly said: Snapshot; readonly whole: boolean }
  | { readonly skip: string; readonly tell?: string };

/** Fingerprints: of words that were posted about some stories and are gone, and of what is said now. */
export type Asked = {
  readonly topics: readonly string[];
  readonly gone: readonly string[];
  readonly says: ReadonlySet<string>;
};

/** What composing asks besides the bot, each only if it makes a difference. */
export type Asking = {
  /** Whether outsiders can read the place now. */
  haveOutsiders(): Promise<boolean>;
  /** Which of the words that are gone may not be repeated. */
  notRepeated(asked: Asked): Promise<ReadonlySet<string>>;
};

/** After a week without a post, a line says that nothing changed. */
const QUIET_MS = 7 * 24 * 3_600_000;

/** Makes the post of a slot from what the bot would answer a person in that place right now. */
export async function compose(slot: Slot, bot: Bot, asking: Asking): Promise<Composed> {
  const { haveOutsiders, notRepeated } = asking;
  const { subscription, heard, byHand } = slot;
  const { reply, open } = await answerFor(slot, bot, haveOutsiders);
  const why = whyNot(reply, subscription.topic);
  if (why) return why;
  if (slot.skipsStale && reply.stale && !byHand) return { skip: "check overdue", tell: OVERDUE };
  const topics = topicsIn(reply);
  const said = snapshotOf(reply, { of: `${subscription.topic} ${subscription.sections}`, topics, open });
  const before = heard && readSnapshot(heard.said);
  if (!subscription.only_if_changed || byHand || !heard || !before || before.of !== said.of)
    return { reply: framed(reply, slot), said, whole: true };
  const changes = changesBetween(before, said);
  if (!isUnchanged(changes)) {
    // What may no longer be shown here is not repeated, not even as corrected or withdrawn: its audience may have
    // shrunk, and more people may be able to read the place than before.
    const isLess = before.topics?.some((topic) => !topics.includes(topic)) ?? true;
    if (isLess) return { reply: framed({ ...reply, blocks: [told(LESS), ...reply.blocks] }, slot), said, whole: true };
    const repeats = before.open || !open || !(await haveOutsiders());
    if (!repeats) return { reply: framed(reply, slot), said, whole: true };
    const hidden = await notRepeated({ topics, ...askedOf(changes, said) });
    return { reply: changesFramed(reply, { ...changes, hidden }, heard.slotMs, slot), said, whole: true };
  }
  // Schedules that only post changes don't post that there are none.
  if (onChangeOf(subscription.cron) || slot.slotMs - heard.saidAtMs < QUIET_MS) return { skip: "unchanged" };
  return { reply: nothingChanged(reply, heard.slotMs, slot), said, whole: false };
}

const OVERDUE = "it is overdue for a check, and this bot is set up to post only what was checked in time";
const LESS = "Some stories of the last post are no longer included.";

/** Fingerprints of what is gone and of what is said now. */
function askedOf({ corrected, withdrawn }: Changes, said: Snapshot): Pick<Asked, "gone" | "says"> {
  const gone = [...corrected.map(({ was }) => was), ...withdrawn].map(nameOf);
  return { gone, says: new Set(statedIn(said).map(nameOf)) };
}

/** The stories in a reply, read from its edition. */
function topicsIn({ edition = "" }: Pick<Reply, "edition">): string[] {
  return edition.split(" ").map((one) => one.split("@")[0] ?? "");
}

/** Asks the bot. Outsiders may have joined since the schedule was set up, so restricted content checks again. */
async function answerFor(slot: Slot, bot: Bot, haveOutsiders: () => Promise<boolean>) {
  const ask = askOf(slot);
  const own = await bot.answer(ask);
  const open = await bot.answer({ ...ask, place: { ...ask.place, outsiders: true } });
  const isForEveryone = own.outcome === open.outcome && own.edition === open.edition;
  if (isForEveryone) return { reply: own, open: true };
  return (await haveOutsiders()) ? { reply: open, open: true } : { reply: own, open: false };
}

function askOf({ subscription, key }: Slot): Ask & { readonly options: Options } {
  const { topic, sections } = subscription;
  return {
    id: key,
    command: "briefing",
    options: { topic, ...(sections !== "" && { sections }), [POINTS]: WHICH_POINTS.all },
    place: placeOf(subscription),
    by: { id: "schedule" },
  };
}

/** Why an answer is not posted: it doesn't answer, or it is about another story with a similar name. */
function whyNot({ outcome, title, edition, blocks }: Reply, topic: string): { skip: string; tell: string } | undefined {
  if (outcome !== "answered") {
    const said = blocks.find((block) => block.kind === "notice");
    // The list isn't kept, so its lead-in is removed too.
    const skip = said?.kind === "notice" ? said.text.replace(/(?<=[.!?])\s+[^.!?]*:$/, "") : title;
    return { skip, tell: outcome === "trouble" ? "something went wrong while it was made" : "unavailable" };
  }
  const told = topicsIn({ edition: edition ?? "" });
  if (topic === "all" || topic.split(",").some((one) => told.includes(one))) return undefined;
  return { skip: `There is no longer a story called “${topic}”.`, tell: "unavailable" };
}
