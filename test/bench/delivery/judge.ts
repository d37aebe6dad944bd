import type { SubscriptionRow } from "#store";
import type { Message } from "../../fakes/platform.ts";
import { type Place, withStore } from "./ground.ts";

/** What the platform's own record says of slots that fell due, beside what the bot's says of itself. */
export type Verdict = {
  readonly slots: number;
  /** Stands nowhere, and is not called unknown. */
  readonly lost: number;
  readonly twice: number;
  readonly unknown: number;
  /** Unknown, and its owner was told, or is when they come by. */
  readonly told: number;
};

export type Judged = {
  readonly place: Place;
  readonly messages: readonly Message[];
  /** Each with its slot as `next_run_at`. */
  readonly subscriptions: readonly SubscriptionRow[];
  /** A post so much before its slot, by the platform's clock, was none of it. */
  readonly earlyMs?: number;
};

const DELIVERED = /^(slot:.+?:\d{4}-\d\d-\d\dT[\d:.]+Z)(?::\d+)?$/;

/** Looks at what stands in the channels, once every process has stopped. */
export async function judge({ place, messages, subscriptions, earlyMs }: Judged): Promise<Verdict> {
  const { rows, atNextUse } = await withStore(place, async ({ db }) => ({
    rows: await db.selectFrom("deliveries").select(["subscription", "slot", "state"]).execute(),
    atNextUse: new Set(
      (await db.selectFrom("notices").select("key").where("state", "=", "at-next-use").execute()).map(({ key }) => key),
    ),
  }));
  const slots = subscriptions.flatMap(({ id, owner, next_run_at: slot }) =>
    slot === null ? [] : [{ key: keyOf(id, slot), owner, atMs: slot.getTime() }],
  );
  const standing = Map.groupBy(messages, ({ key }) => DELIVERED.exec(key)?.[1]);
  const countOf = ({ key, atMs }: (typeof slots)[number]) =>
    (standing.get(key) ?? []).filter(({ at }) => earlyMs === undefined || at >= atMs - earlyMs).length;
  const isUnknown = new Set(
    rows.flatMap(({ subscription, slot, state }) => (state === "unknown" ? [keyOf(subscription, slot)] : [])),
  );
  const tellsOwner = new Set(messages.filter(({ key }) => key.startsWith("notice:unknown:")).map(({ place }) => place));
  const unknown = slots.filter(({ key }) => isUnknown.has(key));
  return {
    slots: slots.length,
    lost: slots.filter((slot) => countOf(slot) === 0 && !isUnknown.has(slot.key)).length,
    twice: slots.filter((slot) => countOf(slot) > 1).length,
    unknown: unknown.length,
    told: unknown.filter(({ key, owner }) => tellsOwner.has(owner) || atNextUse.has(`unknown:${key}:owner`)).length,
  };
}

function keyOf(subscription: string, slot: Date): string {
  return `slot:${subscription}:${slot.toISOString()}`;
}
