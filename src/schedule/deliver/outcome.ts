import type { Posted } from "#chat";
import type { Said } from "../post/snapshot.ts";

/** Something that a person, or the operator's place, is told once: `key` names it. */
export type Notice = { readonly key: string; readonly to: "owner" | "operator"; readonly text: string };

/** How a delivery came out. */
export type Ending =
  | {
      readonly state: "sent";
      readonly posted: Posted;
      readonly edition?: string;
      /** What the place has now received; none where only a line was posted, or what was posted is not known word for word. */
      readonly said?: Said;
    }
  | { readonly state: "skipped"; readonly reason: string; readonly notices?: readonly Notice[] }
  | { readonly state: "unknown"; readonly reason: string; readonly notices: readonly Notice[] }
  | {
      readonly state: "failed";
      readonly reason: string;
      readonly notices: readonly Notice[];
      /** The subscription is paused, and why. */
      readonly pause?: string;
      /** Every subscription of the workspace or server is. */
      readonly tenantGone?: boolean;
    }
  /** Handed back: to be posted, or (once it was tried) to be settled, after so long. */
  | { readonly state: "planned" | "sending"; readonly reason: string; readonly afterMs: number };
