import pTimeout from "p-timeout";
/** One page of a long list. `next`: the cursor of the next page; absent at the end. */
export type Leaf<Row> = { readonly rows: readonly Row[]; readonly next?: string };

/** An instant, and its local form. */
export type Moment = { readonly atMs: number; readonly said: string };

export const DELIVERY_STATES = ["planned", "sending", "sent", "unknown", "failed", "skipped"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

type Where = {
  readonly platform: string;
  readonly tenant: string;
  readonly place: string;
};

/** A subscription as pages show it. `owner`: empty if it no longer has one. */
export type SeenSubscription = Where & {
  readonly id: string;
  readonly parent: string | null;
  readonly topic: string;
  readonly sections: string;
  readonly times: string;
  readonly onlyIfChanged: boolean;
  readonly state: "active" | "paused";
  readonly why?: string;
  readonly owner: string;
  readonly ownerName?: string;
  readonly next?: Moment;
  readonly last?: {
    readonly state: DeliveryState;
    readonly slot: Moment;
    readonly late: boolean;
    readonly reason?: string;
  };
  readonly posted?: Moment;
};

/** A delivery as pages show it. `topic`: absent if the subscription is gone. */
export type SeenDelivery = Where & {
  readonly subscription: string;
  readonly topic?: string;
  readonly state: DeliveryState;
  readonly slot: Moment;
  readonly changed: Moment;
  readonly late: boolean;
  readonly attempts: number;
  readonly reason?: string;
  readonly url?: string;
};

/** Counts; each kind of delivery is counted up to `mostCounted`. */
export type Counts = {
  readonly subscriptions: { readonly active: number; readonly paused: number };
  readonly deliveries: Readonly<Record<"planned" | "sending" | "unknown" | "failed", number>>;
  readonly dueLagMs: number;
};

/** What is scheduled and delivered, read a page at a time. Each may throw if the database is unreachable. */
export type ScheduleView = {
  readonly mostCounted: number;
  counts(): Promise<Counts>;
  /** `troubled`: paused, but not by hand. */
  subscriptions(which: {
    readonly state?: SeenSubscription["state"] | "troubled";
    readonly after?: string;
    readonly most?: number;
  }): Promise<Leaf<SeenSubscription>>;
  deliveries(which: {
    readonly states?: readonly DeliveryState[];
    readonly subscription?: string;
    readonly after?: string;
    readonly most?: number;
  }): Promise<Leaf<SeenDelivery>>;
  /** Questions that found nothing, the newest day first; absent if they are not counted. */
  readonly unanswered?: () => Promise<readonly Unanswered[]>;
};

/** How often questions about a story found nothing on a day. `words`: of a question that several people asked. */
export type Unanswered = {
  readonly day: string;
  readonly topic?: string;
  readonly words?: string;
  readonly asked: number;
};

/** What a page gets: `away` if the database did not respond, undefined if nothing is connected. */
export type Told<Seen> = Seen | "away" | undefined;

/** Reads for a page, for no longer than people wait for one. */
export async function tell<Seen>(
  read: Promise<Seen> | undefined,
  onFailure: (error: unknown) => void,
  patienceMs = 4_000,
): Promise<Told<Seen>> {
  if (!read) return undefined;
  try {
    const message = `the database did not respond within ${patienceMs} ms`;
    return await pTimeout(read, { milliseconds: patienceMs, message });
  } catch (error) {
    onFailure(error);
    return "away";
  }
}
