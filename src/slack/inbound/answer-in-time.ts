import { type Ask, type Conversation, type Reply, takesLong } from "#chat";
import { answerTo, type Context } from "../outbound/context.ts";
import { reasonOf } from "../transport/log.ts";

/** The progress message: shown while an answer takes its time. */
export const PROGRESS = "Looking…";

/**
 * Answers an ask, which may itself wait for a lookup. If that takes a while, `show` is called to show a progress message,
 * and it finishes before the answer is returned.
 */
export async function answerInTime(
  context: Context,
  ask: Ask | Promise<Ask>,
  show: () => Promise<unknown>,
  before?: Conversation,
): Promise<Reply> {
  const answering =
    ask instanceof Promise ? ask.then((asked) => answerTo(context, asked, before)) : answerTo(context, ask, before);
  return announced(answering, show, async (reason) => {
    context.log.warn({ ask: (await ask).id, reason }, "could not send a progress message");
  });
}

/** Waits for `work`. If that takes a while, `show` is called, and it finishes before the outcome is returned. */
export async function announced<T>(
  work: Promise<T>,
  show: () => Promise<unknown>,
  notShown: (reason: string) => void | Promise<void>,
): Promise<T> {
  if (await takesLong(work)) {
    try {
      await show();
    } catch (error) {
      await notShown(reasonOf(error));
    }
  }
  return work;
}
