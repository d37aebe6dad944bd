import type { Ask, Conversation, Reply } from "#chat";
import { answerTo, type Context } from "../outbound/context.ts";
import { reasonOf } from "../transport/log.ts";

/** An answer that takes longer gets a progress message first. */
export const SIGN_AFTER_MS = 800;

/** The progress message. */
export const SIGN_OF_LIFE = "Looking…";

/**
 * Answers an ask, which may itself wait for a lookup. If that takes a while, `sign` is called, and it finishes before
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

/** Waits for `work`. If that takes a while, `sign` is called, and it finishes before the outcome is returned. */
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
