import type { Ask, Reply } from "#chat";
import { answerTo, type Context } from "../outbound/context.ts";
import { reasonOf } from "../transport/log.ts";

/** An answer that takes longer is announced. */
export const SIGN_AFTER_MS = 800;

/** Shown while an answer takes its time. */
export const SIGN_OF_LIFE = "Looking…";

/**
 * Answers an ask, which may itself wait for something to be looked up; `sign` is called when it takes a while, and before
 * the answer is returned.
 */
export async function answerInTime(
  context: Context,
  ask: Ask | Promise<Ask>,
  sign: () => Promise<unknown>,
): Promise<Reply> {
  const answering = ask instanceof Promise ? ask.then((asked) => answerTo(context, asked)) : answerTo(context, ask);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, SIGN_AFTER_MS);
  });
  const soon = await Promise.race([answering, late]);
  clearTimeout(timer);
  if (soon) return soon;
  try {
    await sign();
  } catch (error) {
    context.log.warn({ ask: (await ask).id, reason: reasonOf(error) }, "no sign of life could be given");
  }
  return answering;
}
