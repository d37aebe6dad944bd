import type { Asker, ChatError, Place } from "#chat";
import type { SubscriptionRow } from "#store";

/** What is asked of the schedule by someone in a place; `ask` is the ask's own id. */
export type Asking = { readonly ask: string; readonly by: Asker; readonly place: Place };

/** A schedule, or why it is not so, in a sentence for the asker; `why` is for the log. `unknown`: its introduction may stand there all the same. */
export type Result =
  | { readonly subscription: SubscriptionRow }
  | { readonly problem: string; readonly unknown?: true | undefined; readonly why?: ChatError | undefined };
