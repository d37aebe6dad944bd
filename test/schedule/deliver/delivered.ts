import type { About, ChatAdapter, Place, Posted } from "#chat";
import type { DeliveryRow, SubscriptionRow } from "#store";
import { deliver } from "../../../src/schedule/deliver/deliver.ts";
import { createPacer, type Pacer } from "../../../src/schedule/pace/pacer.ts";
import type { Heard } from "../../../src/schedule/post/compose.ts";
import { botOver } from "../../fixtures/content/bot.ts";
import { STORIES } from "../../fixtures/content/stories.ts";
import { deliveryRow, subscriptionRow } from "../../fixtures/stores/rows.ts";

/** The slot that is delivered. */
export const SLOT = new Date("2026-11-23T09:00:00Z");
/** How late a slot is still worth posting. */
export const GRACE_MS = 3_600_000;
/** What the adapter tells of a post. */
export const POSTED: Posted = { message: "m1" };

/** What the delivery meets; what is not named goes well. */
export type Scene = {
  readonly row?: Partial<DeliveryRow>;
  readonly subscription?: Partial<SubscriptionRow> | "removed";
  /** What its place received last. */
  readonly heard?: Heard;
  /** Milliseconds after the slot. */
  readonly nowMs?: number;
  readonly library?: () => typeof STORIES;
  readonly connected?: boolean;
  readonly alive?: boolean;
  readonly marked?: boolean;
  readonly mine?: boolean;
  readonly about?: () => About;
  readonly post?: () => Posted;
  readonly settle?: () => Posted | "cannot-tell";
  readonly turn?: (later: (ms: number) => void) => void;
  readonly handedBack?: boolean;
};

/** Delivers one slot on Slack at a clock of its own; tells how it ends and all that was done, in order. */
export async function delivered(given: Scene) {
  const { row = {}, subscription = {}, nowMs: afterMs = 1_000, library = () => STORIES, about, post, settle } = given;
  const done: string[] = [];
  let nowMs = SLOT.getTime() + afterMs;
  const held: [string, number][] = [];
  const pacer = createPacer({ paces: {}, monotonic: () => nowMs, bookShared: async () => 0 });
  const adapter: ChatAdapter = {
    ...{ platform: "slack", start: async () => {}, stop: async () => {} },
    amend: async () => ({ outcome: "amended" }),
    about: async () => about?.() ?? { maySchedule: true, botMayPost: true },
    async post(place: Place, reply, key) {
      done.push(`post ${place.id} ${key} ${reply.title}`);
      return post?.() ?? POSTED;
    },
    async settle(_place, _reply, _key, firstTriedAt) {
      done.push(`settle ${firstTriedAt - SLOT.getTime()}`);
      return settle?.() ?? POSTED;
    },
  };
  const paced: Pacer = {
    async turn(place, signal) {
      given.turn?.((ms) => {
        nowMs += ms;
      });
      const turn = given.handedBack ? undefined : await pacer.turn(place, signal);
      const start = async () => {
        done.push("start");
        await turn?.start();
      };
      return turn && { start };
    },
    hold: (platform, forMs) => void held.push([platform, forMs]),
  };
  const log = { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} };
  const ending = await deliver(
    {
      delivery: deliveryRow({ subscription: "s1", slot: SLOT, ...row }),
      ...(given.heard && { heard: given.heard }),
      ...(subscription !== "removed" && { subscription: subscriptionRow("s1", { place: "C1", ...subscription }) }),
    },
    {
      async sending({ edition }) {
        done.push(`mark ${edition?.split("@")[0]}`);
        return given.marked ?? true;
      },
      isMine: async () => given.mine ?? false,
    },
    {
      ...{ replica: "me", bot: botOver(STORIES, { library }), log, paces: {}, pacer: paced, graceMs: GRACE_MS },
      store: { kind: "embedded" } as never,
      adapterOf: () => ((given.connected ?? true) ? adapter : undefined),
      now: () => nowMs,
      random: () => 1,
      stopping: new AbortController().signal,
      isAlive: () => given.alive ?? true,
    },
  );
  return { ending, done, held };
}
