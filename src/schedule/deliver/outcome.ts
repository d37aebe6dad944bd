import type { Posted } from "#chat";
import type { Snapshot } from "../post/snapshot.ts";
import type { Frame } from "../post/wording.ts";

/** A notice that a person, or the operator's place, gets once per `key`. */
export type Notice = { readonly key: string; readonly to: "owner" | "operator"; readonly text: string };

/** The outcome of a delivery. */
export type Outcome =
  | {
      readonly state: "sent";
      readonly posted: Posted;
      readonly edition?: string;
      /** What the place has now received; absent if only a line was posted, or the exact words posted are unknown. */
      readonly said?: Snapshot;
      /** The key of its exact words, and the blocks and buttons that only this post has. */
      readonly wording?: string;
      readonly frame?: Frame;
    }
  | { readonly state: "skipped"; readonly reason: string; readonly notices?: readonly Notice[] }
  | { readonly state: "unknown"; readonly reason: string; readonly notices: readonly Notice[] }
  | {
      readonly state: "failed";
      readonly reason: string;
      readonly notices: readonly Notice[];
      /** Why the subscription is paused, if it is. */
      readonly pause?: string;
      /** Every subscription of the workspace or server is paused. */
      readonly tenantGone?: boolean;
    }
  /** Handed back: to be posted, or (once tried) settled, after `afterMs`. */
  | { readonly state: "planned" | "sending"; readonly reason: string; readonly afterMs: number };
