import type { Ask, Conversation, Reply } from "#chat";
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
  before?: Conversation,
): Promise<Reply> {
  const answering =
    ask instanceof Promise ? ask.then((asked) => answerTo(context, asked, before)) : answerTo(context, ask, before);
  return announced(answering, sign, async (reason) => {
    context.log.warn({ ask: (await ask).id, reason }, "could not send a sign of life");
  });
}

/** Waits for work of which `sign` is called when it takes a while, and before its outcome is returned. */
export async function announced<T>(
  work: Promise<T>,
  sign: () => Promise<unknown>,
  unsigned: (reason: string) => void | Promise<void>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, SIGN_AFTER_MS, undefined);
  });
  const soon = await Promise.race([work.then((outcome) => ({ outcome })), late]).finally(() => clearTimeout(timer));
  if (soon) return soon.outcome;
  try {
    await sign();
  } catch (error) {
    await unsigned(reasonOf(error));
  }
  return work;
}
