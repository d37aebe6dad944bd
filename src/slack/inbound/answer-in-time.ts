import { type Ask, type Conversation, type Reply, takesLong } from "#chat";
import { answerTo, type Context } from "../outbound/context.ts";
import { reasonOf } from "../transport/log.ts";

/** The progress message: shown while an answer takes its time. */
export const PROGRESS = "Looking…";

/**
 * Answers an ask, which may itself wait for something to be looked up; `show` is to show a progress message when it takes
 * a while, and is called before the answer is returned.
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

/** Waits for work of which a progress message is shown when it takes a while, and before its outcome is returned. */
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
