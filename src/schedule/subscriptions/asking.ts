import type { Asker, Place } from "#chat";
import type { SubscriptionRow } from "#store";

/** Who asks the schedule for something, and where; `ask` is the ask's id. */
export type Asking = { readonly ask: string; readonly by: Asker; readonly place: Place };

/** A schedule, or a sentence for the asker on why not. `unknown`: its introduction may have been posted anyway. */
export type Result =
  | { readonly subscription: SubscriptionRow }
  | { readonly problem: string; readonly unknown?: true | undefined };
