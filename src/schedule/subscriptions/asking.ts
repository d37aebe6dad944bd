import type { Asker, ChatError, Place } from "#chat";
import type { SubscriptionRow } from "#store";

/** Who asks the schedule for something, and where; `ask` is the ask's id. */
export type Asking = { readonly ask: string; readonly by: Asker; readonly place: Place };

/** A schedule, or why it is not so, in a sentence for the asker; `why` is for the log. `unknown`: its introduction may stand there all the same. */
export type Result =
  | { readonly subscription: SubscriptionRow }
  | { readonly problem: string; readonly unknown?: true | undefined; readonly why?: ChatError | undefined };
