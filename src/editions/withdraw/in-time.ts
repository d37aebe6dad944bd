/** Waits for work no longer than that; it goes on by itself. Rejects with the sentence if it takes longer. */
export async function inTime<T>(work: Promise<T>, mostMs: number, sentence: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(sentence)), mostMs);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
