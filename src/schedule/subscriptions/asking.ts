import type { Asker, ChatError, Place } from "#chat";
import type { ListedSubscription } from "./listed.ts";

/** Who asks the schedule for something, and where; `ask` is the ask's id. */
export type Asking = { readonly ask: string; readonly by: Asker; readonly place: Place };

/**
 * Why something was not done, in a sentence for the asker; `why` is for the log. `unknown`: its introduction may have been
 * posted all the same.
 */
export type Refusal = {
  readonly problem: string;
  readonly unknown?: true | undefined;
  readonly why?: ChatError | undefined;
};

/** A schedule as it is now, or why nothing changed. */
export type Result = { readonly subscription: ListedSubscription } | Refusal;
